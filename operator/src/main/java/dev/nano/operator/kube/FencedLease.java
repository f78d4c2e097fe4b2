package dev.nano.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The Lease as Fabric8's election uses it: what the API server has taken opens the fence. */
final class FencedLease extends LeaseLock {

    private final LeaseFence fence;

    FencedLease(LeaderElection.Settings lease, LeaseFence fence) {
        super(lease.namespace(), lease.name(), lease.identity());
        this.fence = fence;
    }

    @Override
    public synchronized void create(KubernetesClient client, LeaderElectionRecord renewal) {
        super.create(client, renewal);
        taken(renewal);
    }

    @Override
    public synchronized void update(KubernetesClient client, LeaderElectionRecord renewal) {
        super.update(client, renewal);
        taken(renewal);
    }

    private void taken(LeaderElectionRecord renewal) {
        if (identity().equals(renewal.getHolderIdentity())) {
            fence.renewed(Duration.between(renewal.getRenewTime(), ZonedDateTime.now(ZoneOffset.UTC)));
        } else {
            fence.givenUp();
        }
    }
}
