package dev.nano.operator.desired;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.inline;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

    @ParameterizedTest
    @CsvSource({
        "shop.example.com, shop.example.com, true",
        "shop.example.com, a.shop.example.com, false",
        "shop.example.com, *.shop.example.com, false",
        "shop.example.com, *.example.com, false",
        "*.example.com, shop.example.com, true",
        "*.example.com, a.shop.example.com, true",
        "*.example.com, *.example.com, true",
        "*.example.com, *.shop.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, badexample.com, false",
        "*.example.com, *.badexample.com, false",
        "*.example.com, *.com, false",
        "*.example.com, example.com.evil.net, false",
        "*, *.com, true",
        "*, shop.example.com, true"
    })
    void aSuffixAllowsWhatIsBelowItAndNothingElse(String allowed, String hostname, boolean isAllowed) {
        var rule = new Policy.Rule(List.of("team"), Map.of(), List.of(allowed), List.of());
        var planner =
                new Planner(new FakeSources(), new Policy(List.of(rule)), namespace -> Map.of(), Duration.ofMillis(1));

        DesiredSet set = planner.next(List.of(app("a", 1, inline(hostname, "a"))), 0);

        assertThat(set.byHostname().containsKey(hostname)).isEqualTo(isAllowed);
    }
}
