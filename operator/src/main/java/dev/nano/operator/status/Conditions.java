package dev.nano.operator.status;

import dev.nano.operator.desired.Reason;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of one NanoApp in the making. */
final class Conditions {

    static final String ACCEPTED = "Accepted";
    static final String PROGRAMMED = "Programmed";
    static final String READY = "Ready";
    /** Only there while it is true: nothing goes on until the user does something (kstatus says Failed then). */
    static final String STALLED = "Stalled";

    private final List<Condition> before;
    private final long generation;
    private final String now;
    private final List<Condition> conditions = new ArrayList<>();

    /** @param now as Kubernetes writes times */
    Conditions(List<Condition> before, long generation, String now) {
        this.before = before;
        this.generation = generation;
        this.now = now;
    }

    Conditions add(String type, boolean status, Reason reason, String message) {
        String word = status ? "True" : "False";
        String since = find(before, type)
                .filter(condition -> condition.getStatus().equals(word))
                .map(Condition::getLastTransitionTime)
                .orElse(now);
        conditions.add(new ConditionBuilder()
                .withType(type)
                .withStatus(word)
                .withReason(reason.name())
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build());
        return this;
    }

    List<Condition> list() {
        return List.copyOf(conditions);
    }

    static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst();
    }
}
