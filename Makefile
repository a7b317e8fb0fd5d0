# make deps quickstart   install what is missing, build, convert some examples
# make deps check        the same, and run all tests
#
# CC CFLAGS CPPFLAGS LDFLAGS PREFIX DESTDIR are respected; BUILD is the folder
# for all that is made.

PREFIX ?= /usr/local
BUILD ?= build
SUITE ?= ../shared/testsuite
FUZZ_TIME ?= 600
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
AR ?= ar
HOSTCC ?= $(CC)
CFLAGS ?= -O2 -g

# The newest clang, else gcc. Looked up at the first use, behind `make deps`.
ifeq ($(origin CC),default)
CC = $(eval CC := $(shell sh .ci/cc))$(CC)
endif
ifeq ($(origin CXX),default)
CXX = $(subst gcc,g++,$(subst clang,clang++,$(CC)))
endif

HASH := \#
VERSION := $(shell sed -n 's/^.define WK_VERSION "\(.*\)"/\1/p' \
	libwasmkit/wasmkit.h)
SOVERSION := 0

# Warnings are errors with the compilers that are tried before each release.
WERROR ?= $(if $(filter clang-22 gcc,$(CC)),-Werror)
WARNINGS = -std=c17 -Wall -Wextra -Wconversion -Wshadow \
	-Wno-format-zero-length $(WERROR)
ALL_CFLAGS = $(WARNINGS) -fvisibility=hidden -fPIC -pthread -D_GNU_SOURCE -I. \
	-I$(BUILD)/gen -MMD -MP $(CPPFLAGS) $(CFLAGS)

# V=1 shows the commands, -s nothing.
Q := $(if $(V),,@)
say = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),@:,@printf '  %-8s %s\n' '$(1)' '$(2)')
LINK = $(CC) $(CFLAGS) $(LDFLAGS) -pthread
# What the library needs; behind the objects.
LIBS := -lm

objects = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

LIB := $(BUILD)/libwasmkit.a
SHARED_LIB := $(BUILD)/libwasmkit.so
LIB_OBJ := $(call objects,$(filter-out libwasmkit/debuginfo/%,\
	$(wildcard libwasmkit/*/*.c wat/*.c)))
# Debug info, apart since only it needs libdwarf: $(INFO_LIB) $(LIB) -ldwarf.
INFO_LIB := $(BUILD)/libwasmkitinfo.a
INFO_OBJ := $(call objects,$(wildcard libwasmkit/debuginfo/*.c))
TOOL_LIB := $(BUILD)/tools.a
TOOL_OBJ := $(call objects,$(wildcard tools/shared/*.c))
# All of the debugger but its faces.
DEBUGGER_LIB := $(BUILD)/debugger.a
DEBUGGER_OBJ := $(call objects,$(filter-out debugger/wasm-dbg.c \
	debugger/windowless.c debugger/term/% debugger/window/%,\
	$(wildcard debugger/*.c debugger/*/*.c)))
TERM_OBJ := $(call objects,debugger/wasm-dbg.c $(wildcard debugger/term/*.c))
# The window needs the headers of libraries that it loads when it is opened.
WINDOW_NEEDS := sdl2 SDL2_ttf fontconfig
HAS_WINDOW := $(shell pkg-config --exists $(WINDOW_NEEDS) 2>/dev/null && \
	echo yes)
WINDOW_OBJ := $(call objects,$(if $(HAS_WINDOW),$(wildcard \
	debugger/window/*.c),debugger/windowless.c))
# What of it is reckoning alone is tested without those.
WINDOW_PLAIN := $(call objects,$(patsubst %,debugger/window/%.c,\
	content glow pixels zoom))
TOOLS := $(patsubst tools/%.c,$(BUILD)/bin/%,$(wildcard tools/*.c))
# Second names of tools.
ALIASES := $(BUILD)/bin/wasm-opcodecnt
COMPLETIONS := $(foreach t,$(notdir $(TOOLS) $(ALIASES)), \
	$(BUILD)/completions/bash/$(t) $(BUILD)/completions/zsh/_$(t))
MAN := $(wildcard man/*.[1-9])
UNIT_OBJ := $(call objects,$(wildcard tests/unit/*.c))
MALFORMED := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/malformed/*.c))
EMBED := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/embed/*.c))
FUZZ := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)) window

CHECKS := check-rules check-unit check-tail-calls check-stop check-alloc \
	check-malformed check-embed check-wasi check-pictures check-text \
	check-debugger check-window check-replace check-parts check-dump check-man \
	check-readme check-install suite

all: $(LIB) $(SHARED_LIB) $(INFO_LIB) $(TOOLS) $(ALIASES) debugger ## build the library and the tools (the default)

# Asked for together, packages come before everything else.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
$(call objects,$(wildcard libwasmkit/*/*.c wat/*.c tools/*.c tools/*/*.c \
	tests/*/*.c)) $(BUILD)/gen/keyword_hash $(CHECKS): | deps
endif

# RUST=1 also installs what the debugger's tests in Rust need.
deps: ## install what is missing, with apt-get, or name it
	@RUST=$(RUST) sh .ci/deps

# The hash table of the text format's keywords comes from the tables.
$(BUILD)/gen/keyword_hash: wat/gen/keyword_hash.c wat/keyword.h \
		wat/keywords.def libwasmkit/model/opcodes.def \
		libwasmkit/model/heaptypes.def
	@mkdir -p $(@D)
	$(call say,HOSTCC,$<)
	$(Q)$(HOSTCC) $(WARNINGS) -O1 -I. -o $@ $<

$(BUILD)/gen/keyword_hash.inc: $(BUILD)/gen/keyword_hash
	$(Q)$< >$@.new
	$(Q)mv $@.new $@

$(BUILD)/obj/wat/keyword.o: $(BUILD)/gen/keyword_hash.inc

# The page that wasm-size writes, as a string of C.
$(BUILD)/gen/sizepage.inc: tools/shared/sizepage.html
	@mkdir -p $(@D)
	$(Q)sed -e 's/[\\"]/\\&/g' -e 's/?/\\?/g' -e 's/.*/"&\\n"/' $< >$@.new
	$(Q)mv $@.new $@

$(BUILD)/obj/tools/shared/sizejson.o: $(BUILD)/gen/sizepage.inc

# What was compiled for AVX2 runs only where the processor has it. The compiler
# is asked when it is needed: `make deps` may have to install it first.
$(BUILD)/obj/wat/avx2.o $(BUILD)/obj/libwasmkit/exec/dispatchavx2.o: \
	WARNINGS += $(if $(filter x86_64%,$(shell \
	$(CC) -dumpmachine)),-mavx2 -mbmi -mbmi2 -mpopcnt)

# Floats are rooted and rounded by instructions, without a look at errno.
#
# The interpreter's handlers jump to each other. GCC does that when it optimizes
# and nothing comes behind a call, as instruments do; check-tail-calls has a
# look. TAIL_CALLS= has all handlers in one function, where some passes take a
# minute, and are worth nothing.
DISPATCH := $(patsubst %,$(BUILD)/obj/libwasmkit/exec/%.o,dispatch dispatchavx2)
TAIL_CALLS ?= $(if $(filter -fsanitize% -fprofile% --coverage -finstrument%, \
	$(CC) $(CPPFLAGS) $(CFLAGS)),,-DWITH_TAIL_CALLS)
GCC_DISPATCH = -fno-var-tracking $(if $(TAIL_CALLS),-O2 \
	-foptimize-sibling-calls $(TAIL_CALLS),-fno-gcse -fno-tree-fre)
$(DISPATCH): WARNINGS += -fno-math-errno
$(DISPATCH): ALL_CFLAGS += $(if $(findstring clang,$(CC)),,$(GCC_DISPATCH))

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(LIB): $(LIB_OBJ)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(SHARED_LIB): $(LIB_OBJ)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -shared -Wl,-soname,libwasmkit.so.$(SOVERSION) -o $@ $^ $(LIBS)
	$(Q)ln -sf libwasmkit.so $@.$(SOVERSION)

# Without libdwarf, of debug info source maps are left.
LIBDWARF = $(eval LIBDWARF := $(shell \
	for at in libdwarf libdwarf-2 libdwarf-0; do \
		echo "$(HASH)include <$$at/libdwarf.h>" | \
			$(CC) -E - >/dev/null 2>&1 && \
			echo -ldwarf && break; \
	done))$(LIBDWARF)
$(BUILD)/obj/libwasmkit/debuginfo/dwarfobject.o: CPPFLAGS += \
	$(if $(LIBDWARF),-DWITH_LIBDWARF)

$(INFO_LIB): $(INFO_OBJ)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(if $(LIBDWARF),,@echo '  without libdwarf: DWARF is not read')
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(TOOL_LIB): $(TOOL_OBJ)
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# Names are demangled where libiberty is there when it is compiled.
IBERTY = $(eval IBERTY := $(shell echo '$(HASH)include <libiberty/demangle.h>' \
	| $(CC) -E - >/dev/null 2>&1 && echo -liberty))$(IBERTY)
$(BUILD)/obj/tools/shared/demangle.o: CPPFLAGS += \
	$(if $(IBERTY),-DWITH_LIBIBERTY)

# These show lines of sources.
$(BUILD)/bin/wasm-objdump $(BUILD)/bin/wasm-interp: DWARF_LIBS = $(LIBDWARF)

$(BUILD)/bin/%: $(BUILD)/obj/tools/%.o $(TOOL_LIB) $(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(IBERTY) $(DWARF_LIBS) $(LIBS)

# The debugger needs libraries that the rest does without. They are looked for
# when it is built: `make deps` may have to install them first.
CURSES = -lreadline $(shell pkg-config --libs ncursesw 2>/dev/null || \
	echo -lncursesw)
TERM_HEADERS := readline/readline.h ncurses.h
debugger: $(DEBUGGER_LIB) $(TOOL_LIB) $(INFO_LIB) $(LIB) ## build wasm-dbg, where readline and ncurses are there
	+@if printf '$(HASH)include <%s>\n' stdio.h $(TERM_HEADERS) | \
		$(CC) -E - >/dev/null 2>&1; then \
		$(MAKE) --no-print-directory $(BUILD)/bin/wasm-dbg; \
	else \
		echo "wasm-dbg is left out: readline and ncurses are missing" \
			"(make deps)"; \
	fi

SDL_CFLAGS = $(eval SDL_CFLAGS := $(patsubst -I%,-isystem %,$(shell \
	pkg-config --cflags $(WINDOW_NEEDS) 2>/dev/null)))$(SDL_CFLAGS)
$(BUILD)/obj/debugger/window/%.o: WARNINGS += $(SDL_CFLAGS)

$(DEBUGGER_LIB): $(DEBUGGER_OBJ)
	@mkdir -p $(@D)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/bin/wasm-dbg: $(TERM_OBJ) $(WINDOW_OBJ) $(DEBUGGER_OBJ) $(TOOL_LIB) \
		$(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(if $(HAS_WINDOW),,@echo "  wasm-dbg without its window:" \
		"one of $(WINDOW_NEEDS) is missing")
	$(Q)$(LINK) -o $@ $^ $(IBERTY) $(LIBDWARF) $(CURSES) -ldl $(LIBS)

$(BUILD)/bin/wasm-opcodecnt: $(BUILD)/bin/wasm-stats
	$(Q)ln -sf wasm-stats $@

# wasm-dbg is there or not, see debugger.
HAS_DEBUGGER = [ -x $(BUILD)/bin/wasm-dbg ]
completions: $(COMPLETIONS) debugger ## completion of options for bash and zsh
	@! $(HAS_DEBUGGER) || { \
		$(BUILD)/bin/wasm-dbg --completion=bash \
			>$(BUILD)/completions/bash/wasm-dbg && \
		$(BUILD)/bin/wasm-dbg --completion=zsh \
			>$(BUILD)/completions/zsh/_wasm-dbg; }

$(BUILD)/completions/bash/%: $(BUILD)/bin/%
	@mkdir -p $(@D)
	$(Q)$< --completion=bash >$@.new
	$(Q)mv $@.new $@

$(BUILD)/completions/zsh/_%: $(BUILD)/bin/%
	@mkdir -p $(@D)
	$(Q)$< --completion=zsh >$@.new
	$(Q)mv $@.new $@

# The main job on the examples, each command shown before it runs.
quickstart: $(TOOLS) ## convert and validate some examples
	@PATH="$(abspath $(BUILD)/bin):$$PATH" sh wat/examples/quickstart.sh \
		$(BUILD)/quickstart

# Tests: each prints "NAME: N passed, M failed".

check: $(CHECKS) ## run the tests down to suite

check-rules: ## the rules of the code: layers, names, sizes
	@python3 tests/rules.py

check-unit: $(BUILD)/tests/unit ## the library, function by function
	@CK_DEFAULT_TIMEOUT=60 $<

check-tail-calls: $(BUILD)/bin/wasm-interp ## the interpreter's handlers jump to each other
	@sh tests/tailcalls.sh $<

# The programs are what bench-run makes.
STOP_WORK ?= 1
check-stop: $(BUILD)/tests/stop ## programs that are stopped, and go on
	@if [ -d $(BUILD)/bench ]; then \
		$< $(BUILD)/bench $(STOP_WORK) calls cipher floats indirect \
			integers machine mandelbrot nbody simd sorting sqlite \
			table; \
	else \
		echo "stop: not run, there is no folder $(BUILD)/bench"; \
	fi

check-alloc: $(BUILD)/tests/alloc ## every allocation fails once
	@$<

check-malformed: $(MALFORMED) $(TOOLS) ## modules that are damaged, or very large
	@set -e; for t in $(MALFORMED); do $$t; done

check-embed: $(EMBED) ## hosts that run modules through the library
	@sh tests/embed/run.sh $(EMBED)

check-wasi: $(BUILD)/bin/wasm-interp ## programs that do the same here and on the host
	@CC="$(CC)" BUILD="$(abspath $(BUILD))" INTERP="$(abspath $<)" \
		sh tests/wasi/run.sh

check-pictures: $(BUILD)/tests/frames $(TOOLS) ## what the examples draw, here, in V8, and written in C
	@python3 tests/pictures/check.py $(BUILD)/bin $< $(BUILD)/pictures \
		$(NODE)

# BLESS=1 takes what the tools print now for what they should.
check-text: $(TOOLS) $(ALIASES) ## commands and what they print; CASES=WORD picks some
	@python3 tests/text/run.py --bin $(BUILD)/bin $(if $(BLESS),--bless) \
		$(CASES)

check-debugger: $(TOOLS) debugger ## sessions of the debugger; CASES=WORD picks some
	@if $(HAS_DEBUGGER); then \
		python3 tests/debugger/run.py --bin $(BUILD)/bin \
			--build $(BUILD)/debugger $(if $(BLESS),--bless) \
			$(CASES) && \
		python3 tests/debugger/terminal.py $(BUILD)/bin/wasm-dbg \
			tests/debugger/programs && \
		python3 tests/debugger/contrast.py debugger/window/canvas.c && \
		python3 tests/debugger/window.py $(BUILD)/bin/wasm-dbg \
			tests/debugger/programs; \
	else \
		echo "debugger: not run, wasm-dbg was left out"; \
	fi

picture: $(TOOLS) debugger ## the window's picture in README.md, under Xvfb
	@python3 tests/debugger/picture.py $(BUILD)/bin/wasm-dbg man/window.png

check-replace: $(TOOLS) ## files that are changed in place, whatever happens
	@python3 tests/replace.py $(BUILD)/bin

check-dump: $(TOOLS) $(BUILD)/modules ## the suite's modules dumped with every flag
	@python3 tests/dump.py $(BUILD)/bin $(BUILD)/modules $(BUILD)/dump

# PARTS_OF are files and folders, with modules in text or binary.
PARTS_OF ?= wat/examples tests/malformed
check-parts: $(TOOLS) ## sizes add up, sections come back, of PARTS_OF
	@python3 tests/parts.py $(BUILD)/bin $(BUILD)/parts $(PARTS_OF)

check-man: $(TOOLS) debugger ## the man pages against the tools
	@sh tests/man.sh $(TOOLS) $$(! $(HAS_DEBUGGER) || \
		echo $(BUILD)/bin/wasm-dbg)

check-readme: $(TOOLS) ## README.md against what quickstart prints
	@python3 tests/readme.py $(BUILD)/bin $(BUILD)/readme

check-install: all completions ## installing, and programs that use the library
	@CC="$(CC)" CXX="$(CXX)" FLAGS="$(CFLAGS) $(LDFLAGS)" MAKE="$(MAKE)" \
		BUILD="$(BUILD)" sh tests/install.sh

# The official suite; STATIC=1 executes nothing.
suite: $(TOOLS) ## the official test suite, in SUITE
	@if [ -d "$(SUITE)" ]; then \
		$(BUILD)/bin/wast-run -j $(JOBS) $(if $(STATIC),--static) "$(SUITE)"; \
	else \
		echo "suite: not run, there is no folder $(SUITE)"; \
	fi

$(BUILD)/tests/unit: $(UNIT_OBJ) $(DEBUGGER_OBJ) $(WINDOW_PLAIN) $(TOOL_LIB) \
		$(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(shell pkg-config --libs check) $(IBERTY) \
		$(LIBDWARF) $(LIBS)

WRAPPED := malloc calloc realloc free mmap
$(BUILD)/tests/alloc: $(BUILD)/obj/tests/alloc/alloc.o $(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(LIBDWARF) $(LIBS)

$(BUILD)/tests/stop: $(BUILD)/obj/tests/stop/stop.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/tests/infodump: $(BUILD)/obj/tests/debugger/infodump.o $(INFO_LIB) \
		$(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBDWARF) $(LIBS)

$(BUILD)/tests/frames: $(BUILD)/obj/tests/pictures/frames.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/tests/malformed/%: $(BUILD)/obj/tests/malformed/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(BUILD)/tests/embed/%: $(BUILD)/obj/tests/embed/%.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# Our wasm-objdump and wasm-stats beside WABT's, over COMPARE: files and
# folders. Modules over COMPARE_LIMIT megabytes are left out.
COMPARE ?= $(wildcard $(BUILD)/real) $(BUILD)/objects $(BUILD)/modules
COMPARE_LIMIT ?= 4
WABT_DUMPS := tests/text/wasm-objdump/wabt-
compare-objdump: $(TOOLS) $(BUILD)/objects $(BUILD)/modules ## our wasm-objdump beside that of wabt
	@if command -v /usr/bin/wasm-objdump >/dev/null; then \
		mkdir -p $(BUILD)/wabt && \
		ln -sf $(abspath $(BUILD)/bin)/* $(BUILD)/wabt && \
		ln -sf /usr/bin/wasm-objdump $(BUILD)/wabt && \
		python3 tests/text/run.py --bin $(BUILD)/wabt $(WABT_DUMPS) && \
		python3 tests/compare/objdump.py --ours $(BUILD)/bin/wasm-objdump \
			--limit $(COMPARE_LIMIT) -j $(JOBS) $(COMPARE); \
	else \
		echo "objdump: not compared, there is no wabt"; \
	fi

# Object files, and small modules in text and binary.
$(BUILD)/objects: tests/compare/objects.sh
	sh tests/compare/objects.sh $@

$(BUILD)/modules: tests/modules.sh $(BUILD)/bin/wast2json $(BUILD)/bin/wat2wasm
	@sh tests/modules.sh $(BUILD)/bin $@ "$(SUITE)"

# What is read of debug info beside what LLVM's tools say, over PROGRAMS: our
# own, unless others are given.
PROGRAMS ?= $(BUILD)/programs/*.wasm
compare-info: $(BUILD)/tests/infodump ## debug info beside what LLVM's tools say of it
	sh tests/debugger/programs.sh $(BUILD)/programs
	python3 tests/debugger/judge.py $< $(PROGRAMS)

compare-stats: $(TOOLS) ## our wasm-stats beside that of wabt
	@if command -v /usr/bin/wasm-opcodecnt >/dev/null; then \
		python3 tests/compare/stats.py --ours $(BUILD)/bin/wasm-stats \
			--limit $(COMPARE_LIMIT) -j $(JOBS) $(COMPARE); \
	else \
		echo "stats: not compared, there is no wabt"; \
	fi

# Random modules, and those of PACK, run in several ways and in V8.
SEED ?= 1
COUNT ?= 1000
PACK ?= $(BUILD)/random.pack
NODE ?= node
compare-run: $(BUILD)/tests/agree ## random modules beside V8; SEED, COUNT
	@if command -v $(NODE) >/dev/null; then \
		$(NODE) tests/compare/generate.js $(SEED) $(COUNT) \
			>$(BUILD)/random.pack && \
		$< $(PACK) >$(BUILD)/random.json && \
		$(NODE) tests/compare/agree.js $(PACK) $(BUILD)/random.json; \
	else \
		echo "agree: not compared, there is no node"; \
	fi

$(BUILD)/tests/agree: $(BUILD)/obj/tests/compare/agree.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

# Variables at 500 random stops, told by wasm-dbg, LLDB and llvm-dwarfdump.
TRUTH ?= --stops 500
truth: $(TOOLS) debugger ## what the debugger says of variables, beside LLVM's tools
	@if command -v lldb-22 >/dev/null; then \
		python3 tests/debugger/truth/truth.py --bin $(BUILD)/bin \
			--work $(BUILD)/truth $(TRUTH); \
	else \
		echo "truth: not compared, there is no lldb-22"; \
	fi

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all
check-asan: ## the same tests with sanitizers
	+@$(MAKE) check BUILD=$(BUILD)/asan \
		CFLAGS="-O1 -g -fno-omit-frame-pointer $(SANITIZE)"

# Random input, FUZZ_TIME seconds a target; what was learnt stays in BUILD.
fuzz: all ## random input, FUZZ_TIME seconds a target; FUZZ=window for it alone
	+@$(MAKE) $(FUZZ:%=run-%) BUILD=$(BUILD)/fuzz \
		SEEDS=$(BUILD)/fuzz/seeds TOOLS_DIR=$(BUILD)/bin \
		CFLAGS="-O1 -g $(SANITIZE) -fsanitize=fuzzer-no-link"

$(BUILD)/seeds:
	sh tests/modules.sh $(TOOLS_DIR) $@ "$(SUITE)"
	sh tests/debugger/programs.sh $@
	find $@ -type f -size +64k -delete

run-fuzz_%: $(BUILD)/tests/fuzz_% $(BUILD)/seeds
	@mkdir -p $(BUILD)/corpus/$*
	$< -max_total_time=$(FUZZ_TIME) -timeout=10 -max_len=65536 \
		-print_final_stats=1 -verbosity=0 -artifact_prefix=$(BUILD)/$*- \
		$(BUILD)/corpus/$* $(BUILD)/seeds

# Random events for the window; needs no display. 36 times 4000 are what two
# hours of 20 a second have.
WINDOW_SEEDS ?= 36
WINDOW_EVENTS ?= 4000
WINDOW_PROGRAMS = $(wildcard tests/debugger/programs/*.wat wat/examples/*.wat)
WINDOW_FUZZ = HOME=$(abspath $(BUILD)/window) ASAN_OPTIONS=detect_leaks=0
run-window: $(if $(HAS_WINDOW),$(BUILD)/tests/windowfuzz)
	@mkdir -p $(BUILD)/window
	@[ -z "$<" ] || for seed in $$(seq $(WINDOW_SEEDS)); do \
		(cd $(BUILD)/window && $(WINDOW_FUZZ) $(abspath $<) \
			--seed $$seed --events $(WINDOW_EVENTS) \
			$(abspath $(WINDOW_PROGRAMS)) </dev/null >/dev/null) || \
			exit 1; \
	done

check-window: ## random keys, clicks, commands and sizes for the debugger's window
	+@$(MAKE) --no-print-directory run-window WINDOW_SEEDS=2 \
		WINDOW_EVENTS=600

$(BUILD)/obj/tests/fuzz/window/%.o: WARNINGS += $(SDL_CFLAGS)
$(BUILD)/tests/windowfuzz: $(BUILD)/obj/tests/fuzz/window/windowfuzz.o \
		$(filter-out %/wasm-dbg.o,$(TERM_OBJ)) $(WINDOW_OBJ) \
		$(DEBUGGER_OBJ) $(TOOL_LIB) $(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(IBERTY) $(LIBDWARF) $(CURSES) -ldl $(LIBS)

$(BUILD)/tests/fuzz_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(DEBUGGER_LIB) \
		$(TOOL_LIB) $(INFO_LIB) $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(IBERTY) $(LIBDWARF) $(LIBS)

bench: bench-tools bench-run bench-debug bench-window ## measure speed against the peers that are installed

bench-tools: $(TOOLS) ## converting, validating and dumping
	python3 tests/bench/bench.py

# Programs that run; SCALE is the percentage of their work. BENCH passes options,
# e.g. BENCH='--programs calls,lua --without wasmi', and one more interpreter,
# such as a build by GCC: BENCH='--other gcc=build-gcc/bin/wasm-interp'.
SCALE ?= 100
bench-run: $(TOOLS) ## running programs
	sh tests/bench/build.sh $(BUILD)/bench
	python3 tests/bench/programs.py --ours $(BUILD)/bin/wasm-interp \
		--dir $(BUILD)/bench --scale $(SCALE) $(BENCH)

bench-debug: $(TOOLS) debugger $(BUILD)/tests/heat ## what the debugger costs
	sh tests/bench/build.sh $(BUILD)/bench
	python3 tests/bench/debugging.py --bin $(BUILD)/bin --dir $(BUILD)/bench \
		--heat $(BUILD)/tests/heat

$(BUILD)/tests/heat: $(BUILD)/obj/tests/bench/heat.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

bench-window: $(TOOLS) debugger ## what the debugger's window costs
	sh tests/bench/build.sh $(BUILD)/bench
	python3 tests/bench/windowing.py --bin $(BUILD)/bin --dir $(BUILD)/bench

# Converts and validates modules of real compilers, fetched when missing.
real: $(TOOLS) ## convert modules of many compilers, fetched when missing
	sh tests/real/fetch.sh $(BUILD)/real
	BIN=$(BUILD)/bin sh tests/real/check.sh $(BUILD)/real
	python3 tests/parts.py $(BUILD)/bin $(BUILD)/parts $(BUILD)/real

# Programs of many languages do what they do in V8.
real-run: $(TOOLS) $(BUILD)/tests/drive ## run programs of many languages, fetched when missing
	sh tests/real/fetch.sh $(BUILD)/real
	python3 tests/real/run.py --bin $(BUILD)/bin --drive $(BUILD)/tests/drive \
		--dir $(BUILD)/real --samples $(dir $(SUITE))samples $(RUN)

$(BUILD)/tests/drive: $(BUILD)/obj/tests/real/run/drive.o $(LIB)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(LIBS)

BINDIR = $(DESTDIR)$(PREFIX)/bin
LIBDIR = $(DESTDIR)$(PREFIX)/lib
INCLUDEDIR = $(DESTDIR)$(PREFIX)/include/wasmkit
MANDIR = $(DESTDIR)$(PREFIX)/share/man
BASHDIR = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSHDIR = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
TABLES := $(wildcard libwasmkit/model/*.def) libwasmkit/base/errors.def \
	wat/commands.def

install: all completions ## install below PREFIX, with DESTDIR before it
	install -d $(BINDIR) $(LIBDIR)/pkgconfig $(INCLUDEDIR)/wat \
		$(BASHDIR) $(ZSHDIR) \
		$(addprefix $(INCLUDEDIR)/,$(sort $(dir $(TABLES))))
	install $(TOOLS) $(BINDIR)
	! $(HAS_DEBUGGER) || install $(BUILD)/bin/wasm-dbg $(BINDIR)
	ln -sf wasm-stats $(BINDIR)/wasm-opcodecnt
	install -m 644 $(LIB) $(INFO_LIB) $(LIBDIR)
	install $(SHARED_LIB) $(LIBDIR)/libwasmkit.so.$(VERSION)
	ln -sf libwasmkit.so.$(VERSION) $(LIBDIR)/libwasmkit.so.$(SOVERSION)
	ln -sf libwasmkit.so.$(SOVERSION) $(LIBDIR)/libwasmkit.so
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' \
		wasmkit.pc.in > $(LIBDIR)/pkgconfig/wasmkit.pc
	install -m 644 libwasmkit/*.h $(INCLUDEDIR)/libwasmkit
	install -m 644 wat/wat.h $(INCLUDEDIR)/wat
	for t in $(TABLES); do \
		install -m 644 $$t $(INCLUDEDIR)/$$t || exit 1; done
	install -m 644 $(filter $(BUILD)/completions/bash/%,$(COMPLETIONS)) \
		$(BASHDIR)
	install -m 644 $(filter $(BUILD)/completions/zsh/%,$(COMPLETIONS)) \
		$(ZSHDIR)
	! $(HAS_DEBUGGER) || { \
		install -m 644 $(BUILD)/completions/bash/wasm-dbg $(BASHDIR) && \
		install -m 644 $(BUILD)/completions/zsh/_wasm-dbg $(ZSHDIR); }
	for m in $(MAN); do install -d $(MANDIR)/man$${m##*.} && \
		install -m 644 $$m $(MANDIR)/man$${m##*.} || exit 1; done
	ln -sf wasm-stats.1 $(MANDIR)/man1/wasm-opcodecnt.1

uninstall: ## remove what install put there
	rm -f $(patsubst $(BUILD)/bin/%,$(BINDIR)/%,$(TOOLS) $(ALIASES))
	rm -f $(BINDIR)/wasm-dbg $(BASHDIR)/wasm-dbg $(ZSHDIR)/_wasm-dbg
	rm -f $(LIBDIR)/libwasmkit.a $(LIBDIR)/libwasmkitinfo.a $(LIBDIR)/libwasmkit.so* \
		$(LIBDIR)/pkgconfig/wasmkit.pc
	rm -f $(patsubst $(BUILD)/completions/bash/%,$(BASHDIR)/%,$(patsubst \
		$(BUILD)/completions/zsh/%,$(ZSHDIR)/%,$(COMPLETIONS)))
	rm -rf $(INCLUDEDIR)
	for m in $(notdir $(MAN)) wasm-opcodecnt.1; do \
		rm -f $(MANDIR)/man$${m##*.}/$$m; done

clean: ## remove BUILD
	rm -rf $(BUILD)

help: ## print this
	@sed -n 's/^# //p' Makefile | head -n 2
	@echo
	@sed -n 's/^\([a-z-]*\):.* ## /\1 /p' Makefile | \
		while read -r target text; do \
			printf '  %-16s %s\n' "$$target" "$$text"; \
		done

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)

.PHONY: run-window all debugger deps picture quickstart check $(CHECKS) check-asan compare-objdump \
	compare-info \
	compare-run compare-stats fuzz bench bench-tools bench-run bench-debug bench-window \
	real real-run install uninstall \
	completions clean help
.SECONDARY:
