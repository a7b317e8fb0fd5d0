# Classes, modules, blocks, patterns, exceptions, big numbers, fibers, files.
class Account
  include Comparable
  attr_reader :name, :balance

  class Overdrawn < StandardError
    def initialize(account, amount) = super("#{account.name} lacks #{amount - account.balance}")
  end

  def initialize(name, balance = 0)
    @name, @balance = name, balance
  end

  def withdraw(amount)
    raise Overdrawn.new(self, amount) if amount > @balance
    @balance -= amount
    self
  end

  def <=>(other) = balance <=> other.balance
  def to_s = format("%-6s %8.2f", name, balance)
  def method_missing(name, *args) = name.end_with?("?") ? @name == name.to_s.chomp("?") : super
  def respond_to_missing?(name, all = false) = name.end_with?("?") || super
end

accounts = [["ada", 1200.5], ["grace", 80], ["alan", 300]].map { |n, b| Account.new(n, b) }
puts accounts.sort.reverse, accounts.max.name, accounts.first.ada?
begin
  accounts[1].withdraw(50).withdraw(50)
rescue Account::Overdrawn => e
  puts "#{e.class}: #{e.message}"
else
  puts "never"
ensure
  puts "ensured"
end
begin
  nil.nothing
rescue NoMethodError => e
  puts e.message[/undefined method '\w+'/]
end
puts catch(:found) { 10.times { |i| throw :found, i * i if i > 6 } }

text = "2024-02-29, 1999-12-31 and 2025-13-01"
puts text.scan(/(\d{4})-(\d\d)-(\d\d)/).map { |y, m, d| "#{d}.#{m}.#{y}" }.join(" ")
puts text.gsub(/(?<year>\d{4})-(?<month>0[1-9]|1[0-2])/) { "#{$~[:month]}/#{$~[:year]}" }
puts "Füße – ß".upcase.reverse
puts (1..40).inject(:*), 2**200 % 1_000_007, 10.0 / 3, (1r / 3 + 1r / 6)

fibers = Fiber.new { a, b = 0, 1; loop { Fiber.yield a; a, b = b, a + b } }
puts Array.new(15) { fibers.resume }.inspect
puts (1..Float::INFINITY).lazy.select(&:even?).map { _1 ** 2 }.first(5).sum

case { kind: :circle, at: [3, 4], r: 2 }
in { kind: :circle, at: [x, y], r: } if x < y
  puts "circle at #{x},#{y} of #{r}"
end

poem, verse = "/data/poem.txt", "/data/verse.txt"
File.write(poem, "roses are red\nviolets are blue\n")
File.open(poem, "a") { |f| f.puts "sugar is sweet" }
File.foreach(poem).with_index(1) { |line, i| puts "#{i}: #{line}" }
File.rename(poem, verse)
puts Dir.children("/data").sort.inspect, File.size(verse)
begin
  File.read("/data/../../outside")
rescue SystemCallError => e
  puts "refused"
end
File.delete(verse)

sieve = [true] * 20_000
(2..Math.sqrt(sieve.size)).each { |i| (i * i).step(sieve.size - 1, i) { |k| sieve[k] = false } if sieve[i] }
puts sieve.each_index.count { |i| i > 1 && sieve[i] }
words = Hash.new(0)
20_000.times { |i| words["w#{i * 7919 % 541}"] += i }
puts words.sort_by { |w, n| [-n, w] }.first(3).inspect
GC.start
puts ObjectSpace.count_objects.key?(:TOTAL)
