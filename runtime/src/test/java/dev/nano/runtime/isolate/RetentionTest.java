package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.outbound.Egress;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever an app has made Java hold: when the app is gone, nothing reaches it, nor its isolates, nor their contexts. The
 * apps of a test are all removed before the first is looked for, because a full collection takes long.
 */
class RetentionTest {

    /** Time enough on a busy machine for what ends without it. */
    private static final Limits PATIENT = new Limits(Duration.ofMinutes(2), 64, 16);
    /** For what only its timeout ends. */
    private static final Limits SHORT = new Limits(Duration.ofMillis(1500), 64, 16);

    private static final String ANSWERED = """
        nothing                   | //
        long timer                | setTimeout(() => keep, 2 ** 31 - 1);
        many long timers          | for (let i = 0; i < 20000; i++) setTimeout(() => keep, 2 ** 31 - 1 - i);
        interval                  | setInterval(() => keep, 1e8);
        short interval            | setInterval(() => keep, 1);
        signal with a timeout     | keep.push(AbortSignal.any([AbortSignal.timeout(2 ** 31 - 1)])); keep[1].onabort = () => keep;
        signal of the request     | request.signal.addEventListener('abort', () => keep); keep.push(request);
        fetch that hangs          | fetch(UPSTREAM + '/hang').catch(() => keep);
        fetches that wait         | for (let i = 0; i < 200; i++) fetch(UPSTREAM + '/hang').catch(() => keep);
        fetch with a signal       | fetch(UPSTREAM + '/hang', { signal: AbortSignal.timeout(1e8) }).catch(() => keep);
        fetch aborted             | const c = new AbortController(); keep.push(await fetch(UPSTREAM + '/large', { signal: c.signal })); c.abort();
        fetch refused             | keep.push(await fetch('http://127.0.0.1:1/').catch((e) => e));
        answer unread             | keep.push(await fetch(UPSTREAM + '/small'));
        large answer unread       | keep.push(await fetch(UPSTREAM + '/large'));
        large answer half read    | const r = (await fetch(UPSTREAM + '/large')).body.getReader(); await r.read(); keep.push(r);
        answer that trickles      | keep.push((await fetch(UPSTREAM + '/trickle')).text().catch(() => keep));
        answer in two branches    | keep.push((await fetch(UPSTREAM + '/large')).body.tee());
        answer through a pipe     | (await fetch(UPSTREAM + '/large')).body.pipeTo(new WritableStream({ write: () => new Promise(() => keep) })).catch(() => keep);
        upload that waits         | fetch(UPSTREAM + '/upload', { method: 'POST', duplex: 'half', body: new ReadableStream({ pull: () => new Promise(() => keep) }) }).catch(() => keep);
        upload that goes on       | fetch(UPSTREAM + '/upload', { method: 'POST', duplex: 'half', body: new ReadableStream({ pull: (c) => new Promise((r) => setTimeout(() => r(c.enqueue(new Uint8Array(1000))), 20)) }) }).catch(() => keep);
        upload of many bytes      | fetch(UPSTREAM + '/hang', { method: 'POST', body: new Uint8Array(8e6) }).catch(() => keep);
        log                       | console.group(keep); console.time('t'); console.count('c'); console.log('x'.repeat(1e6), keep);
        symbols                   | for (let i = 0; i < 1000; i++) keep[0][Symbol.for('s' + Math.random())] = keep;
        functions                 | for (let i = 0; i < 50; i++) keep.push(new Function('keep', `/*${Math.random()}*/ return () => keep`)(keep));
        evaluated                 | for (let i = 0; i < 50; i++) keep.push(eval(`/*${Math.random()}*/ () => keep`), (0, eval)(`/*${Math.random()}*/ () => 1`));
        expressions               | for (let i = 0; i < 200; i++) keep.push(new RegExp(`a${Math.random()}(b*)`).exec('ab'), 'a'.replace(new RegExp('' + i), () => keep));
        templates                 | const tag = (s) => s; for (let i = 0; i < 50; i++) keep.push(tag`a${i}b`, eval('tag`' + Math.random() + '${1}`'));
        formatters                | keep.push(new Intl.NumberFormat('de'), new Intl.DateTimeFormat('fr'), new Intl.Collator('sv'), new Intl.Segmenter('en').segment('a b'));
        clones                    | keep.push(structuredClone(new Map([[{ a: 1 }, new Set([new Date()])]])));
        random                    | keep.push(crypto.getRandomValues(new Uint8Array(100)), crypto.randomUUID());
        decoders                  | keep.push(new TextDecoder('utf-16le'), new TextDecoder(), new TextDecoderStream()); keep[1].decode(new Uint8Array(3), { stream: true });
        registries                | globalThis.f = new FinalizationRegistry(() => keep); for (let i = 0; i < 1000; i++) f.register({}, keep); keep.push(new WeakRef(keep), new WeakMap([[keep, keep]]));
        generators                | const g = (async function* () { try { yield keep; await new Promise(() => {}); } finally { keep; } })(); await g.next(); g.next(); keep.push(g);
        promises                  | keep.push(new Promise(() => keep)); Promise.reject(keep); (async () => { await keep[1]; })();
        errors                    | try { null.x } catch (e) { keep.push(new Error('outer', { cause: e }), new AggregateError([e])); }
        error thrown              | const e = new Error('thrown', { cause: keep }); e.keep = keep; throw e;
        object thrown             | throw { keep, toString() { return 'keep' } };
        proxies                   | keep.push(new Proxy(keep, { get: () => keep })); keep[1].x; Object.setPrototypeOf(keep[0], keep[1]);
        shapes                    | for (let i = 0; i < 500; i++) keep.push({ ['p' + Math.random()]: keep, __proto__: { keep } });
        hot code                  | const hot = (k) => { let s = 0; for (let i = 0; i < 1000; i++) s += k[0].length & i; return s; }; for (let i = 0; i < 3000; i++) hot(keep);
        dynamic imports           | keep.push(await import('./lib.js'), await import('./lib.js?2').catch((e) => e), await import('./none.js').catch((e) => e), await import('node:fs').catch((e) => e));
        replaced builtins         | Array.prototype.map = function () { return keep; }; Promise.prototype.then = new Proxy(Promise.prototype.then, {}); JSON.stringify = () => keep;
        overflow                  | const dive = () => dive() + 1; try { dive(); } catch (e) { keep.push(e); }
        """;

    /** All of them get a POST of which only the begin arrives. */
    private static final String UNFINISHED = """
        promise that never settles| await new Promise(() => keep);
        work that never settles   | ctx.waitUntil(new Promise(() => keep));
        loop                      | while (true) keep.length;
        stream that never ends    | return new Response(new ReadableStream({ pull: () => new Promise(() => keep) }));
        stream of much            | return new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1e5)) }));
        answer that is passed on  | return fetch(UPSTREAM + '/large');
        body that does not come   | keep.push(await request.text());
        body that comes in part   | const r = request.body.getReader(); await r.read(); keep.push(r); await r.read();
        memory                    | while (true) keep.push(new Uint8Array(1e5).fill(1));
        """;

    /** Their clients take nothing but the first byte. */
    private static final String SLOWLY_TAKEN = """
        whole                     | return new Response('x'.repeat(12e6));
        whole, a promise          | await null; return new Response(new Uint8Array(12e6));
        whole, with a signal      | request.signal.onabort = () => keep; await null; return new Response('x'.repeat(12e6));
        body half read            | const r = request.body.getReader(); await r.read(); r.read().catch(() => keep); keep.push(r); return new Response('x'.repeat(12e6));
        body unread               | keep.push(request.body); return new Response('x'.repeat(12e6));
        """;

    private static final List<Socket> CLIENTS = new ArrayList<>();

    private static RunningApps running;
    private static Upstream upstream;

    @BeforeAll
    static void start() throws IOException {
        running = new RunningApps(IsolateSettings.defaults().withShortestLoadLimit(Duration.ofSeconds(3)));
        running.apps.allowForAll(Egress.LOOPBACK);
        upstream = new Upstream();
    }

    @AfterAll
    static void stop() throws IOException {
        for (Socket client : CLIENTS) {
            client.close();
        }
        running.close();
        upstream.close();
    }

    @TestFactory
    Stream<DynamicTest> anAppThatIsRemovedIsGone() {
        Map<String, Traces> traces = new LinkedHashMap<>();
        cases(ANSWERED).forEach((host, code) -> {
            put(host, PATIENT, code);
            assertThat(running.get(host, "/").statusCode()).as(host).isIn(200, 500);
            traces.put(host, new Traces(host));
        });
        traces.keySet().forEach(RetentionTest::remove);
        return gone(traces);
    }

    @TestFactory
    Stream<DynamicTest> anAppIsGoneThoughItsRequestsHadToBeEnded() throws IOException {
        Map<String, Traces> traces = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : cases(UNFINISHED).entrySet()) {
            String host = each.getKey();
            put(host, SHORT, each.getValue());
            traces.put(host, new Traces(host));
            connect(host, "POST / HTTP/1.1", "content-length: 1000000", "", "the begin");
            awaitTaken(host);
        }
        traces.keySet().forEach(RetentionTest::remove);
        return gone(traces);
    }

    @TestFactory
    Stream<DynamicTest> anAppIsGoneThoughAClientTakesItsTime() throws IOException {
        Map<String, Traces> traces = new LinkedHashMap<>();
        for (Map.Entry<String, String> each : cases(SLOWLY_TAKEN).entrySet()) {
            String host = each.getKey();
            put(host, PATIENT, each.getValue());
            traces.put(host, new Traces(host));
            Socket client = connect(host, "POST / HTTP/1.1", "content-length: 1000000", "", "the begin");
            assertThat(client.getInputStream().read()).isEqualTo('H');
        }
        traces.keySet().forEach(RetentionTest::remove);
        return gone(traces);
    }

    @Test
    void aVersionThatIsReplacedIsGone() {
        put("replaced", PATIENT, "setInterval(() => keep, 1000); fetch(UPSTREAM + '/hang').catch(() => keep);");
        running.get("replaced");
        Traces traces = new Traces("replaced");

        put("replaced", PATIENT, "// another");

        traces.assertGone();
    }

    @Test
    void anIsolateThatWasIdleIsGone() {
        put("idle", PATIENT, "setTimeout(() => keep, 2 ** 31 - 1);");
        running.get("idle");
        Traces traces = new Traces("idle");

        endWhenIdle("idle");

        traces.assertContextsGone();
    }

    private static void endWhenIdle(String host) {
        for (Isolate isolate : pool(host).serving()) {
            await().until(() -> {
                isolate.endIfIdle();
                return isolate.isEnded();
            });
        }
    }

    @Test
    void codeThatNeverFinishesLoadingIsGone() throws InterruptedException {
        String code = "setInterval(() => 1, 1); globalThis.keep = [new Uint8Array(1e6)]; await new Promise(() => {});";
        var change = new AppChange.Put(RunningApps.spec("loading", SHORT, code));
        var put = Thread.ofVirtual().start(() -> running.apps.apply(change, "test"));
        WeakReference<Isolate> loading = new WeakReference<>(awaitLoading("loading"));
        put.join();
        remove("loading");

        awaitCleared(loading);
    }

    private static Isolate awaitLoading(String host) {
        return await().until(
                        () -> running.isolates.largestFirst().stream()
                                .filter(isolate -> isolate.pool().app().equals(host))
                                .findAny(),
                        java.util.Optional::isPresent)
                .orElseThrow();
    }

    /** By hostname. */
    private static Map<String, String> cases(String table) {
        Map<String, String> cases = new LinkedHashMap<>();
        table.lines().filter(line -> !line.isBlank()).forEach(line -> {
            int bar = line.indexOf('|');
            cases.put(
                    line.substring(0, bar).strip().replaceAll("\\W+", "-"),
                    line.substring(bar + 1).strip());
        });
        return cases;
    }

    private static void put(String host, Limits limits, String code) {
        String index = """
            globalThis.keep = [new Uint8Array(1e6).fill(1)];
            const UPSTREAM = '%s';
            export default { async fetch(request, env, ctx) {
              %s
              return new Response('done');
            } };
            """.formatted(upstream.url(), code);
        Map<String, String> files = Map.of("index.js", index, "lib.js", "export const a = {};");
        var put = new AppChange.Put(RunningApps.spec(host, limits, files));
        assertThat(running.apps.apply(put, "test").succeeded()).as(host).isTrue();
    }

    private static Socket connect(String host, String... lines) throws IOException {
        Socket client = new Socket();
        CLIENTS.add(client);
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress("127.0.0.1", running.port()));
        String sent = lines[0] + "\r\nhost: " + host + "\r\n"
                + String.join("\r\n", List.of(lines).subList(1, lines.length));
        client.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return client;
    }

    /** Until the request has reached the app, or has ended it already. */
    private static void awaitTaken(String host) {
        IsolatePool pool = pool(host);
        await().until(() -> pool.pending() > 0 || pool.isolateCount() == 0);
    }

    private static IsolatePool pool(String host) {
        App app = running.apps.table().owner(host);
        assertThat(app).isNotNull();
        return app.isolates();
    }

    private static void remove(String host) {
        running.apps.apply(new AppChange.Remove(Origin.ADMIN, host), "test");
    }

    private static Stream<DynamicTest> gone(Map<String, Traces> traces) {
        return traces.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), each.getValue()::assertGone));
    }

    /** What is not to be there any more. */
    private static final class Traces {
        private final List<WeakReference<?>> contexts = new ArrayList<>();
        private final List<WeakReference<?>> apps = new ArrayList<>();

        Traces(String host) {
            App app = running.apps.table().owner(host);
            assertThat(app).isNotNull();
            apps.add(new WeakReference<>(app));
            apps.add(new WeakReference<>(app.code()));
            apps.add(new WeakReference<>(app.isolates()));
            for (Isolate isolate : app.isolates().serving()) {
                JsEngine.JsContext context = isolate.context();
                assertThat(context).isNotNull();
                contexts.add(new WeakReference<>(context.context()));
                contexts.add(new WeakReference<>(context.inner()));
                apps.add(new WeakReference<>(isolate));
            }
            assertThat(contexts).isNotEmpty();
        }

        void assertContextsGone() {
            contexts.forEach(RetentionTest::awaitCleared);
        }

        void assertGone() {
            assertContextsGone();
            apps.forEach(RetentionTest::awaitCleared);
        }
    }

    private static void awaitCleared(WeakReference<?> reference) {
        await().pollDelay(Duration.ZERO).untilAsserted(() -> {
            if (reference.get() != null) {
                System.gc();
            }
            assertThat(reference.get()).isNull();
        });
    }
}
