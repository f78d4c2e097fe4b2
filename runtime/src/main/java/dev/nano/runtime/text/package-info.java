/** Text that others supply, made safe to keep and to show: {@link dev.nano.runtime.text.Excerpt}. */
@NullMarked
package dev.nano.runtime.text;

import org.jspecify.annotations.NullMarked;
