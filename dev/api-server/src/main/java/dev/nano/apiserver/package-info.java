/** A real Kubernetes API server for integration tests: {@link dev.nano.apiserver.ApiServer}. */
@NullMarked
package dev.nano.apiserver;

import org.jspecify.annotations.NullMarked;
