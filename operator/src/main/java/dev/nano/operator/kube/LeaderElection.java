package dev.nano.operator.kube;

import dev.nano.operator.pod.MonotonicClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several operators leads: Fabric8's election on a Lease. Not the one that Java Operator SDK starts, which lets nobody see
 * when the Lease was renewed last.
 */
public final class LeaderElection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);

    /**
     * On what and as whom.
     *
     * @param name of the Lease
     * @param identity differs between operators
     * @param duration after so long without a sign of life another operator takes over
     */
    public record Settings(String name, String namespace, String identity, Duration duration) {}

    private final LeaseFence fence;
    private final LeaderElector elector;
    private final Runnable whenDeposed;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean isClosing;
    private @Nullable CompletableFuture<?> election;

    /**
     * @param whenElected must be quick
     * @param whenDeposed run when another operator may have become the leader, but not when this one gives up by itself
     */
    public LeaderElection(KubernetesClient client, Settings lease, Runnable whenElected, Runnable whenDeposed) {
        this.whenDeposed = whenDeposed;
        this.fence = new LeaseFence(lease.duration(), MonotonicClock::now);
        this.elector = new LeaderElector(
                // With the times below the leader gives up before its Lease has run out, even if every call hangs.
                OneTry.of(client, lease.duration().dividedBy(5)),
                new LeaderElectionConfig(
                        new FencedLease(lease, fence),
                        lease.duration(),
                        lease.duration().multipliedBy(2).dividedBy(3),
                        lease.duration().dividedBy(8),
                        new LeaderCallbacks(whenElected, this::deposed, LeaderElection::tell),
                        false,
                        lease.name()),
                threads);
    }

    private static void tell(@Nullable String leader) {
        log.atInfo().addKeyValue("leader", leader == null ? "" : leader).log("leader_is");
    }

    /** Takes part from now on. */
    public void start() {
        election = elector.start();
    }

    /** Whether nobody else can be the leader now. */
    public boolean mayAct() {
        return fence.isOpen();
    }

    private void deposed() {
        fence.givenUp();
        if (!isClosing) {
            log.atWarn().log("not_leading_any_more");
            whenDeposed.run();
        }
    }

    /** Gives the Lease back, so that a standby need not wait until it has run out. */
    @Override
    public void close() {
        isClosing = true;
        if (election != null) {
            election.cancel(true);
            try {
                elector.release();
            } catch (RuntimeException e) {
                log.atInfo().addKeyValue("error", e.getMessage()).log("lease_not_released");
            }
        }
        threads.shutdownNow();
    }
}
