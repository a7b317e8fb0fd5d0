//! A JSON reader and a sort, from Zig's standard library, without an operating system.
const std = @import("std");

const Item = struct { name: []const u8, weight: u64, tags: []const []const u8 };

var memory: [256 * 1024]u8 = undefined;

fn lighter(_: void, a: Item, b: Item) bool {
    return a.weight < b.weight;
}

export fn heaviest(text: [*]const u8, length: usize) u64 {
    var fixed = std.heap.FixedBufferAllocator.init(&memory);
    const parsed = std.json.parseFromSlice([]Item, fixed.allocator(), text[0..length], .{}) catch return 0;
    defer parsed.deinit();
    std.mem.sort(Item, parsed.value, {}, lighter);
    if (parsed.value.len == 0) return 0;
    return parsed.value[parsed.value.len - 1].weight;
}

export fn hash(text: [*]const u8, length: usize) u64 {
    return std.hash.Wyhash.hash(0, text[0..length]);
}

export fn scale(values: [*]f32, length: usize, factor: f32) void {
    const V = @Vector(4, f32);
    var i: usize = 0;
    while (i + 4 <= length) : (i += 4) {
        const v: V = values[i..][0..4].*;
        values[i..][0..4].* = v * @as(V, @splat(factor));
    }
}
