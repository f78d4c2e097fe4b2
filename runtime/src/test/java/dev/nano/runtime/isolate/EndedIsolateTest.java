package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What happens to requests at the moment at which their isolate is ended. */
class EndedIsolateTest {

    @Test
    void aRequestThatIsTakenAsTheIsolateEndsIsServedByAnother() throws Exception {
        try (var running = new RunningApps()) {
            running.put("app", RunningApps.PATIENT, "export default { fetch: () => new Response('served') };");
            IsolatePool pool = running.apps.table().owner("app").isolates();
            Isolate first = pool.serving().getFirst();
            var answered = new CompletableFuture<String>();
            var asked = new AtomicBoolean();
            InvocationHandler exchange = (proxy, method, arguments) -> switch (method.getName()) {
                case "isOver" -> {
                    // Asked by the isolate's thread between taking the request and keeping it.
                    if (asked.compareAndSet(false, true)) {
                        first.end(IsolateEnd.MEMORY);
                    }
                    yield answered.isDone();
                }
                case "respond" -> {
                    answered.complete("served");
                    yield null;
                }
                case "fail" -> {
                    answered.complete(((Failure) arguments[0]).code());
                    yield null;
                }
                case "method" -> "GET";
                case "url" -> "http://app/";
                case "path" -> "/";
                case "authority" -> "app";
                case "headers" -> new String[0];
                case "hashCode" -> 1;
                case "equals" -> false;
                default -> method.getReturnType() == String.class ? "x" : null;
            };
            pool.submit((Exchange)
                    Proxy.newProxyInstance(Exchange.class.getClassLoader(), new Class<?>[] {Exchange.class}, exchange));

            // Far less than its timeout of 30 s, for which it waited when nobody knew of it.
            assertThat(answered.get(25, TimeUnit.SECONDS)).isIn("served", "bad_request", "internal");
        }
    }
}
