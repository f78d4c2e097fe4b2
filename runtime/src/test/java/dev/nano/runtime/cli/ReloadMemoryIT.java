package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A thousand reloads of twenty apps leave the memory of the process where it was after the first hundred. */
@EnabledOnOs(OS.LINUX)
class ReloadMemoryIT {

    private static final int APPS = 20;
    private static final int FIRST = 100;
    private static final int ALL = 1000;
    private static final double SLACK = 1.10;
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * The heap is resident from the start, so that what the collector takes and gives back is not mistaken for growth; what
     * else may grow, code that was compiled in the meantime included, is the rest.
     */
    private static final List<String> FIXED_HEAP = List.of("-Xms384m", "-Xmx384m", "-XX:+AlwaysPreTouch");

    @Test
    void aThousandReloadsLeaveTheMemoryWhereItWas() throws Exception {
        try (var nano = NanoProcess.serve(FIXED_HEAP, "--access-log=off")) {
            URI url = nano.url();
            reload(nano, url, 0, FIRST);
            long first = nano.liveBytes();
            long liveBefore = Math.min(first, nano.liveBytes());
            long residentBefore = nano.residentBytes();

            reload(nano, url, FIRST, ALL);

            // While the compiler is busy, its graphs are alive too, and take memory outside of the heap.
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(nano.liveBytes()).isLessThanOrEqualTo((long) (liveBefore * SLACK)));
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() ->
                            assertThat(nano.residentBytes()).isLessThanOrEqualTo((long) (residentBefore * SLACK)));
        }
    }

    private static void reload(NanoProcess nano, URI url, int from, int to) {
        for (int round = from; round < to; round++) {
            ObjectNode set = JSON.createObjectNode();
            for (int app = 0; app < APPS; app++) {
                set.withArray("apps")
                        .addObject()
                        .put("name", "app-" + app)
                        .putObject("files")
                        .put("index.js", code(app, round));
            }
            HttpResponse<String> answer = nano.put("/admin/apps", set.toString());
            assertThat(answer.body()).contains("\"success\":true");
            assertThat(nano.get(url, "app-" + round % APPS).body()).isEqualTo(String.valueOf(round));
        }
    }

    private static String code(int app, int round) {
        return """
            const table%d = Array.from({ length: 1000 }, (_, i) => ({ i, name: `entry-${i}-%d` }));
            export default { fetch: () => new Response(table%d.length === 1000 ? '%d' : 'broken') };
            """.formatted(app, round, app, round);
    }
}
