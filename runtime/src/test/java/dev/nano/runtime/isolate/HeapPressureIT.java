package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Apps that are each within their limit, but together exceed the heap, cost the largest of them and not the process. */
class HeapPressureIT {

    private static final long HELD_MB = 48;
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), 96, 1);

    @Test
    void theLargestAreEndedAndEverybodyAnswersAfterwards() {
        int apps = (int) (Runtime.getRuntime().maxMemory() / (HELD_MB << 20)) + 8;
        try (RunningApps running = new RunningApps()) {
            running.put("neighbour", RunningApps.PATIENT, "export default { fetch: () => new Response('here') };");
            for (int i = 0; i < apps; i++) {
                running.put("app-" + i, LIMITS, """
                    export default { async fetch(request) {
                      if (new URL(request.url).pathname !== '/hold') return new Response('fine');
                      const held = [];
                      for (let i = 0; i < %d; i++) {
                        held.push(new Uint8Array(1 << 20).fill(i));
                        await new Promise((resolve) => setTimeout(resolve, 400));
                      }
                      return new Response(String(held.length));
                    } };
                    """.formatted(HELD_MB));
            }

            List<CompletableFuture<HttpResponse<String>>> holding = new ArrayList<>();
            for (int i = 0; i < apps; i++) {
                holding.add(running.getAsync("app-" + i, "/hold"));
                assertThat(running.get("neighbour").body()).isEqualTo("here");
            }
            List<HttpResponse<String>> answers =
                    holding.stream().map(CompletableFuture::join).toList();

            assertThat(answers)
                    .anyMatch(answer -> answer.statusCode() == 503
                            && answer.headers().firstValue("nano-error").equals(java.util.Optional.of("memory_limit")));
            assertThat(answers).allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == 503);
            for (int i = 0; i < apps; i++) {
                assertThat(running.get("app-" + i).body()).isEqualTo("fine");
            }
        }
    }
}
