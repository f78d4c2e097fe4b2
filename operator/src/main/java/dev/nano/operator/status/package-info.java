/** What users are told about a NanoApp. */
@NullMarked
package dev.nano.operator.status;

import org.jspecify.annotations.NullMarked;
