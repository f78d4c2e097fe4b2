/**
 * Where the code of apps lies while no isolate loads it: {@link dev.nano.runtime.code.CodeStore} keeps it packed, in the state
 * directory or within a budget in the heap, and {@link dev.nano.runtime.code.StoredCode} reads it back.
 */
@NullMarked
package dev.nano.runtime.code;

import org.jspecify.annotations.NullMarked;
