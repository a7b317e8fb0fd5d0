/*
 * The public API of libwasmkit.
 */
#ifndef WASMKIT_H
#define WASMKIT_H

#include "libwasmkit/binary.h"
#include "libwasmkit/component.h"
#include "libwasmkit/custom.h"
#include "libwasmkit/error.h"
#include "libwasmkit/debug.h"
#include "libwasmkit/exec.h"
#include "libwasmkit/features.h"
#include "libwasmkit/instr.h"
#include "libwasmkit/module.h"
#include "libwasmkit/opcode.h"
#include "libwasmkit/source.h"
#include "libwasmkit/types.h"
#include "libwasmkit/validate.h"
#include "libwasmkit/wasi.h"
#include "wat/wat.h"

#define WK_VERSION "0.1.0"

#endif
