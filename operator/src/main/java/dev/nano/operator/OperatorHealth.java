package dev.nano.operator;

import dev.nano.operator.kube.InformerHealth;
import dev.nano.operator.probe.ProbeServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the operator says of itself when Kubernetes asks. May be called on any thread. */
final class OperatorHealth implements ProbeServer.Checks {

    private final InformerHealth informers;
    private final Supplier<@Nullable String> work;
    private final List<Supplier<List<InformerHealth.State>>> watches = new CopyOnWriteArrayList<>();
    private volatile boolean isStarted;

    /** @param work why the operator does not do its work, or null when it does */
    OperatorHealth(InformerHealth informers, Supplier<@Nullable String> work) {
        this.informers = informers;
        this.work = work;
    }

    /** These have to watch from now on; asked at each probe. */
    void watch(Supplier<List<InformerHealth.State>> states) {
        watches.add(states);
    }

    /** Everything is known: probes tell what is wrong from now on, until it is stopped. */
    void started() {
        isStarted = true;
    }

    void stopped() {
        isStarted = false;
    }

    /** Whether what is known is what there is. */
    boolean isWatching() {
        return states().stream().allMatch(InformerHealth.State::isWatching);
    }

    private List<InformerHealth.State> states() {
        List<InformerHealth.State> states = new ArrayList<>();
        watches.forEach(watch -> states.addAll(watch.get()));
        return states;
    }

    @Override
    public @Nullable String healthz() {
        if (!isStarted) {
            return null;
        }
        String ailment = informers.ailment(states());
        return ailment == null ? work.get() : ailment;
    }

    @Override
    public @Nullable String readyz() {
        return isStarted ? null : "starting";
    }
}
