/**
 * The custom resource {@link dev.nano.api.NanoApp} as Java types. The CRD in {@code crds/nanoapps.nano.dev.yaml} is made
 * from them; {@code docs/design/resource.md} tells why they look as they do.
 */
@NullMarked
package dev.nano.api;

import org.jspecify.annotations.NullMarked;
