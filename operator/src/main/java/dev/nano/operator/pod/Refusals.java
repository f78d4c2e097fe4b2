package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredApp;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which apps a pod did not take, and when each of them is offered again. Not safe for use by several threads. */
final class Refusals {

    private final SyncSettings settings;
    private final RandomGenerator random;
    private final Map<String, Refusal> byHostname = new HashMap<>();

    /**
     * @param digest what the pod did not take
     * @param retryAt when it is offered again; {@link Long#MAX_VALUE} while that is under way
     */
    private record Refusal(String digest, Problem problem, int attempts, long retryAt) {

        Refusal underWay() {
            return new Refusal(digest, problem, attempts, Long.MAX_VALUE);
        }
    }

    Refusals(SyncSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    void add(DesiredApp app, Problem problem, long now) {
        Refusal before = byHostname.get(app.hostname());
        int attempts = before != null && before.digest().equals(app.digest()) ? before.attempts() + 1 : 1;
        long retryAt = now + settings.appBackoff().millis(attempts, random);
        byHostname.put(app.hostname(), new Refusal(app.digest(), problem, attempts, retryAt));
    }

    /** Whether the time for another try has not come. */
    boolean holdBack(DesiredApp app, long now) {
        Refusal refusal = byHostname.get(app.hostname());
        return refusal != null
                && refusal.digest().equals(app.digest())
                && now < refusal.retryAt()
                && refusal.retryAt() != Long.MAX_VALUE;
    }

    /** Another try is under way: what was said of the last one is all that is known until it is answered. */
    void offered(String hostname) {
        byHostname.computeIfPresent(hostname, (_, before) -> before.underWay());
    }

    /** @param retry is told each hostname whose time has come; each time is told once */
    void due(long now, Consumer<String> retry) {
        byHostname.replaceAll((hostname, refusal) -> {
            if (refusal.retryAt() > now) {
                return refusal;
            }
            retry.accept(hostname);
            return refusal.underWay();
        });
    }

    /** When the next one is due, or {@link Long#MAX_VALUE}. */
    long nextDue() {
        return byHostname.values().stream().mapToLong(Refusal::retryAt).min().orElse(Long.MAX_VALUE);
    }

    /** Whether just this is what was not taken. */
    boolean concern(DesiredApp app) {
        return app.digest().equals(digest(app.hostname()));
    }

    /** What was not taken at a hostname, or null. */
    @Nullable
    String digest(String hostname) {
        Refusal refusal = byHostname.get(hostname);
        return refusal == null ? null : refusal.digest();
    }

    /** Why it was not, or null when nothing was refused. */
    @Nullable
    Problem problem(String hostname) {
        Refusal refusal = byHostname.get(hostname);
        return refusal == null ? null : refusal.problem();
    }

    void remove(String hostname) {
        byHostname.remove(hostname);
    }

    void clear() {
        byHostname.clear();
    }
}
