/** The Kubernetes API server: where NanoApps, sources and pods come from and where statuses go. */
@NullMarked
package dev.nano.operator.kube;

import org.jspecify.annotations.NullMarked;
