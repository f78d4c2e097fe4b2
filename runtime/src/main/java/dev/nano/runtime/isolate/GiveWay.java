package dev.nano.runtime.isolate;

import com.oracle.truffle.api.ThreadLocalAction;

/** Runs at the next safepoint of a run that has had its time. */
final class GiveWay extends ThreadLocalAction {

    private final IsolateThreads threads;
    private final Run run;

    GiveWay(IsolateThreads threads, Run run) {
        super(false, false);
        this.threads = threads;
        this.run = run;
    }

    @Override
    protected void perform(Access access) {
        threads.giveWay(run, access.getLocation());
    }
}
