package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {

    private final Turns turns = new Turns();
    private final AppChange change = new AppChange.Remove(Origin.CONFIG, "a.local");
    private final AppChange reload = new AppChange.Reload("a.local");

    private long begin(AppChange begun) {
        long ticket = turns.take();
        turns.begin(begun, ticket);
        return ticket;
    }

    @Test
    void theChangeThatBeganLastDecidesWhicheverEndsLast() {
        long older = begin(change);
        long newer = begin(change);
        assertThat(turns.isOvertaken(change, newer)).isFalse();
        turns.end(change);
        assertThat(turns.isOvertaken(change, older)).isTrue();
        turns.end(change);
        assertThat(turns.isOvertaken(change, begin(change))).isFalse();
    }

    @Test
    void aReloadGivesWayToAChangeThatIsUnderWay() {
        long first = begin(change);
        long second = begin(reload);
        assertThat(turns.isOvertaken(change, first)).isFalse();
        turns.end(change);
        assertThat(turns.isOvertaken(reload, second)).isTrue();
    }

    @Test
    void aChangeOvertakesAReload() {
        long first = begin(reload);
        long second = begin(change);
        assertThat(turns.isOvertaken(reload, first)).isTrue();
        assertThat(turns.isOvertaken(change, second)).isFalse();
    }
}
