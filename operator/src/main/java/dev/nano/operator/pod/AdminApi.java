package dev.nano.operator.pod;

/** The admin API of one pod. */
interface AdminApi {

    /** Blocks until there is an answer or the time for it is over; any number of threads may call at once. */
    AdminAnswer call(AdminCall call) throws InterruptedException;
}
