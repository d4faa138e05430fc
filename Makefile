# What one needs beforehand: swift, git and make. Everything else is fetched by `make setup`.
PREFIX ?= /usr/local
DESTDIR ?=
# The codes of the largest list of the bench; 10,000,000 where it is empty.
SIZE ?=

# One release build for the demo, the installation and the bench: the same flags, so that nothing is compiled twice.
# The Swift runtime goes into the programs, because an installed program must not look for the toolchain.
RELEASE := --configuration release --static-swift-stdlib
RELEASE_DIRECTORY = .build/release
PROGRAMS := postpass postpass-pull postpass-verify
SWIFT_FILES := Package.swift Sources Tests

.PHONY: help setup build release demo test hardening fuzz sanitize coverage defences bench bench-publish peers install lint format clean

help:
	@echo 'make demo                  build, and watch a code being issued, verified, revoked and denied'
	@echo 'make test                  build and run the tests'
	@echo 'make hardening             kill, starve, crowd and trace the release programs: minutes'
	@echo 'make install PREFIX=DIR    put the three programs into DIR/bin (default: $(PREFIX))'
	@echo 'make setup build release bench bench-publish peers fuzz sanitize coverage defences lint format clean'

# Installs the Debian packages that are missing.
setup:
	@Tools/setup

build: setup
	swift build

release: setup
	for program in $(PROGRAMS); do swift build $(RELEASE) --product $$program || exit; done

demo: release
	@Tools/demo $(RELEASE_DIRECTORY)

test: setup
	swift test --skip HardeningTests

# The programs that get installed, under kills, faults, crowds and traces.
hardening: release
	swift test --filter HardeningTests

bench: setup
	swift build $(RELEASE) --product postpass-bench
	$(RELEASE_DIRECTORY)/postpass-bench $(SIZE)
	@$(MAKE) --no-print-directory bench-publish
	@$(MAKE) --no-print-directory peers

# Publications of a million revocations, from the ledger to the mirror.
bench-publish: setup
	@Tools/setup time
	swift build $(RELEASE) --product postpass
	swift build $(RELEASE) --product bench-ledger
	Tests/Benchmarks/publish

# The same revocations as other systems keep them: make peers COUNT=1000000 for more of them.
COUNT ?= 100000
PEERS_PYTHON := .build/peers/bin/python
peers: setup
	@Tools/setup openssh-client openssl python3 python3-venv
	swift build $(RELEASE) --product postpass-bench
	test -x $(PEERS_PYTHON) || python3 -m venv .build/peers
	$(PEERS_PYTHON) -m pip install --quiet --disable-pip-version-check pyroaring==1.2.0
	$(PEERS_PYTHON) Tests/Benchmarks/peers.py $(RELEASE_DIRECTORY) $(COUNT)

# Looks for inputs that break what must hold, for T seconds each: make fuzz T=600 TARGETS='list list-delta'
T ?= 60
TARGETS ?=
fuzz: setup
	Tools/fuzz $(T) $(TARGETS)

# The tests of the core with every access to memory watched, and those with threads with every access from two of them.
sanitize: setup
	Tools/sanitize

# Takes each defence of Tests/Defences out of a copy and sees its tests fail: hours. make defences ONLY='07-rollback 08-frozen'
ONLY ?=
defences: setup
	Tools/defences $(ONLY)

# How many lines of the core its tests reach; fails below 95 %.
coverage: setup
	Tools/coverage

install: release
	install -d '$(DESTDIR)$(PREFIX)/bin'
	for program in $(PROGRAMS); do \
	  install -s -m 755 $(RELEASE_DIRECTORY)/$$program '$(DESTDIR)$(PREFIX)/bin/' || exit; \
	done

lint:
	swift format lint --strict --recursive $(SWIFT_FILES)

format:
	swift format --in-place --recursive $(SWIFT_FILES)

clean:
	rm -rf .build
