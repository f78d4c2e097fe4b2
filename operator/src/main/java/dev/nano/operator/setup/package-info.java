/** What has to be in a cluster before operator and runtimes can start: the resource type and the Secrets of the admin API. */
@NullMarked
package dev.nano.operator.setup;

import org.jspecify.annotations.NullMarked;
