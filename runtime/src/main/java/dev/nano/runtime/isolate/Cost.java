package dev.nano.runtime.isolate;

/**
 * What code of apps has used since the start of the process.
 *
 * @param cpuNanos processor time of the threads that ran it
 * @param allocatedBytes heap that these have allocated
 */
public record Cost(long cpuNanos, long allocatedBytes) {}
