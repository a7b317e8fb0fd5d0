# The newest clang that is there, else gcc; CC from the user wins.
ifeq ($(origin CC),default)
CC := $(shell for c in clang-23 clang-22 clang-21 clang-20 clang-19 clang gcc; \
	do command -v $$c && break; done | head -n 1)
endif
AR ?= ar
HOSTCC ?= $(CC)
CFLAGS ?= -O2 -g
WARNINGS := -std=c17 -Wall -Wextra -Wconversion -Wshadow -Wno-format-zero-length -Werror
BUILD ?= build
ALL_CFLAGS = $(WARNINGS) -fvisibility=hidden -fPIC -pthread -D_GNU_SOURCE -I. \
	-MMD -MP $(CPPFLAGS) $(CFLAGS)

LIB_SRC := $(wildcard libwasmkit/*/*.c wat/*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/obj/%.o)
TOOL_SHARED := $(wildcard tools/shared/*.c)
TOOL_SHARED_OBJ := $(TOOL_SHARED:%.c=$(BUILD)/obj/%.o)
TOOLS := $(patsubst tools/%.c,%,$(wildcard tools/*.c))

all: $(BUILD)/libwasmkit.a $(TOOLS:%=$(BUILD)/bin/%)

$(BUILD)/libwasmkit.a: $(LIB_OBJ)
	@mkdir -p $(@D)
	rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/bin/%: $(BUILD)/obj/tools/%.o $(TOOL_SHARED_OBJ) $(BUILD)/libwasmkit.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ -pthread

# The perfect hash of the text format's keywords comes from the tables.
$(BUILD)/gen/keyword_hash: wat/gen/keyword_hash.c wat/keyword.h \
		wat/keywords.def libwasmkit/model/opcodes.def \
		libwasmkit/model/heaptypes.def
	@mkdir -p $(@D)
	$(HOSTCC) $(WARNINGS) -O1 -I. -o $@ $<

$(BUILD)/gen/keyword_hash.inc: $(BUILD)/gen/keyword_hash
	$< >$@.new
	mv $@.new $@

$(BUILD)/obj/wat/keyword.o: $(BUILD)/gen/keyword_hash.inc
$(BUILD)/obj/wat/keyword.o: CPPFLAGS += -I$(BUILD)/gen

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

UNIT_OBJ := $(patsubst %.c,$(BUILD)/obj/%.o,$(wildcard tests/unit/*.c))
CHECK_LIBS = $(shell pkg-config --libs check)

$(BUILD)/tests/unit: $(UNIT_OBJ) $(BUILD)/libwasmkit.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(CHECK_LIBS) -pthread

clean:
	rm -rf $(BUILD)

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

.PHONY: all clean
.SECONDARY:
