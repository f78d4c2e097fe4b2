package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The platform uses no builtin that an app has replaced: every writable builtin is replaced by a spy, every Web API is
 * driven, and the spy sees nothing of the platform's own (primordials-spy.js says what that is). The test finds builtins and
 * keys itself, so that new ones are tried as well. A failure names the builtin and what was driven.
 */
class PrimordialsTest {

    private static final ProxyExecutable ORIGIN = arguments -> {
        SourceSection section = arguments[0].getSourceLocation();
        return section == null ? null : section.getSource().getName();
    };
    private static final ProxyExecutable IS_HOST = arguments -> arguments[0].isHostObject();

    /** The builtins are shared out, so that one failure does not hide all others. */
    private static final int PARTS = 4;

    private static final Map<String, String> APP = Map.of(
            "/index.js", """
            globalThis.upstream = '';
            export default {
              async fetch(request, env, context) {
                switch (new URL(request.url).pathname) {
                  case '/kept':
                    globalThis.requestAtHand = request;
                    globalThis.contextAtHand = context;
                    return new Promise(() => {});
                  case '/text': return new Response(await request.text() + env.GREETING, { headers: { a: 'b' } });
                  case '/bytes': return new Response(await request.bytes());
                  case '/echo': return new Response(request.body, { headers: request.headers });
                  case '/stream': return new Response(ReadableStream.from([new Uint8Array(3), new Uint8Array(4)]));
                  case '/broken-stream': return new Response(new ReadableStream({ pull() { throw new Error('broken'); } }));
                  case '/fetch': return fetch(upstream + '/upload', { method: 'POST', body: request.body, duplex: 'half' });
                  case '/background': context.waitUntil(request.clone().text()); return Response.json({ a: 1 });
                  case '/throw': throw new TypeError('thrown', { cause: new Error('cause') });
                  case '/wrong': return { status: 200 };
                  default: return new Response(null, { status: 404 });
                }
              },
            };
            """, "/other.js", "export const a = 1;", "/broken.js", "throw new Error('at the top');");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aReplacedBuiltinSeesNothingOfThePlatform(int part) {
        assertThat(run("spy", part, 1000)).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void aBuiltinThatThrowsSeesNothingOfThePlatform(int part) {
        assertThat(run("broken", part, 60)).isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Object", "Array, Function", "Promise, Error, String"})
    void anAccessorOnAPrototypeSeesNothingOfThePlatform(String types) {
        assertThat(evaluate("""
            const names = ['0', '1', '2', '3', 'then', 'get', 'set', 'value', 'writable', 'enumerable', 'configurable',
              'done', 'return', 'next', 'throw', 'type', 'start', 'pull', 'cancel', 'write', 'close', 'abort', 'transform',
              'flush', 'readableType', 'writableType', 'highWaterMark', 'size', 'signal', 'mode', 'min', 'preventClose',
              'preventAbort', 'preventCancel', 'readable', 'writable', 'autoAllocateChunkSize', 'body', 'headers', 'method',
              'status', 'statusText', 'cache', 'credentials', 'duplex', 'integrity', 'keepalive', 'redirect', 'referrer',
              'referrerPolicy', 'priority', 'window', 'bubbles', 'cancelable', 'composed', 'detail', 'capture', 'once',
              'passive', 'handleEvent', 'fatal', 'ignoreBOM', 'stream', 'endings', 'lastModified', 'depth', 'reason',
              'cause', 'message', 'name', 'stack', 'toJSON', 'index', 'groups', 'lastIndex', 'raw', 'errors', 'call',
              'asyncIterator', 'iterator', 'isNaN', 'describe', 'listener', 'primordials', 'host', 'symbol', 'run',
              'prepareStackTrace', 'maxByteLength', 'byteLength', 'byteOffset', 'buffer', 'hash', 'href', 'default', 'fetch'];
            const keys = [...names, ...Reflect.ownKeys(Symbol).map((key) => Symbol[key]).filter((v) => typeof v === 'symbol')];
            const own = new Set();
            for (const value of [requestAtHand, new Response('x'), new Request('http://a/'), new Headers(), new URL('a:'),
                new URLSearchParams(), new Blob([]), new File([], 'f'), new FormData(), new Event('e'), new AbortController(),
                new AbortController().signal, new TextDecoder(), new TextEncoderStream(), new Headers().entries(),
                new ReadableStream(), new ReadableStream({ type: 'bytes' }), new WritableStream(), new TransformStream(),
                new ReadableStream().getReader(), new WritableStream().getWriter(), contextAtHand]) {
              for (let o = value; o !== null && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
                for (const key of Reflect.ownKeys(o)) own.add(key);
              }
            }
            return spy.planted([%s], [...new Set([...keys, ...own])]);
            """.formatted(types))).isEqualTo("[]");
    }

    @Test
    void theStackOfAnErrorLeadsNowhere() {
        assertThat(evaluate("""
            const faults = [];
            let sites = 0;
            Error.prepareStackTrace = (error, callSites) => {
              for (const site of callSites) {
                sites++;
                if (isHost(site.getThis())) faults.push('this');
                if ((origin(site.getFunction()) ?? '').startsWith('nano:')) faults.push(site.getFunctionName());
              }
              return '';
            };
            const target = new EventTarget();
            target.addEventListener('a', () => new Error('x').stack);
            target.dispatchEvent(new Event('a'));
            new Headers({ get a() { return new Error('x').stack; } });
            new ReadableStream({ start() { new Error('x').stack; } });
            try { new Response('', { status: 1 }); } catch (e) { e.stack; }
            if (sites === 0) faults.push('the test sees no stacks');
            return faults;
            """)).isEqualTo("[]");
    }

    @Test
    void aCalledFunctionLearnsNotItsCaller() {
        assertThat(evaluate("""
            const faults = [];
            const sloppy = Function('seen', 'return function f() { for (const get of [() => f.caller, () => f.arguments, '
              + '() => arguments.callee.caller]) { try { seen(get()); } catch {} } }');
            const seen = (value) => {
              if (typeof value === 'function' && (origin(value) ?? '').startsWith('nano:')) faults.push(value.name);
            };
            const target = new EventTarget();
            target.addEventListener('a', sloppy(seen));
            target.dispatchEvent(new Event('a'));
            new ReadableStream({ start: sloppy(seen), pull: sloppy(seen) });
            new Headers({ get a() { return sloppy(seen)(); } });
            structuredClone({ get a() { return sloppy(seen)(); } });
            await new Promise((resolve) => setTimeout(() => { sloppy(seen)(); resolve(); }));
            return faults;
            """)).isEqualTo("[]");
    }

    @Test
    void theRegistryOfTheEngineIsOutOfReach() {
        assertThat(evaluate("""
            // In the registry of the engine this is what headers keep their list under.
            const isEngines = (symbol) => symbol.for('nano.headers.list') in new Headers();
            const reached = [];
            for (const C of [Function, (async () => {}).constructor, (function* () {}).constructor,
                (async function* () {}).constructor, (new Error('x')).constructor.constructor]) {
              const it = C('return globalThis')();
              const there = typeof it.next === 'function' ? (await it.next()).value : await it;
              if (isEngines(there.Symbol)) reached.push(C.name);
              if (typeof there.Graal !== 'undefined' || typeof there.Realm !== 'undefined') reached.push('Graal');
            }
            if (typeof ShadowRealm !== 'undefined') reached.push('ShadowRealm');
            try { new URL('x', {}); } catch (e) { if (isEngines(e.constructor.constructor('return Symbol')())) reached.push('error'); }
            if (!(origin(Headers) ?? '').startsWith('nano:')) reached.push('the test does not know the functions of the platform');
            return reached;
            """)).isEqualTo("[]");
    }

    /** @param atATime how many builtins are replaced at a time */
    private static String run(String what, int part, int atATime) {
        return evaluate("""
            const faults = [];
            const size = Math.ceil(spy.slots / %d);
            const end = %d * size + size;
            for (let i = %d * size; i < end; i += %d) faults.push(...(await spy.%s(i, Math.min(end, i + %d))));
            if (spy.slots < 500 || spy.calls() < 10) faults.push(`only ${spy.slots} builtins, ${spy.calls()} calls`);
            return [...new Set(faults)].slice(0, 20);
            """.formatted(PARTS, part, part, atATime, what, atATime));
    }

    /** Runs JavaScript beside a request of the app, with what the spy needs. */
    private static String evaluate(String body) {
        try (FetchServer server = new FetchServer(new byte[0]);
                TestIsolate app = TestIsolate.app(APP, true)) {
            app.dispatch(TestExchange.get("http://a.example/kept?x=1"));
            app.define("origin", ORIGIN);
            app.define("isHost", IS_HOST);
            app.define("send", (ProxyExecutable) arguments -> {
                send(app, arguments[0].asString(), arguments[1].asString(), arguments[2]);
                return null;
            });
            return app.eval("""
                const { origin, isHost, send } = globalThis;
                delete globalThis.origin;
                delete globalThis.isHost;
                delete globalThis.send;
                upstream = '%s';
                globalThis.drive = %s;
                const spy = (%s)(origin, isHost, send, upstream);
                %s
                """.formatted(
                            server.url(), resource("primordials-drive.js"), resource("primordials-spy.js"), body));
        }
    }

    /** A request to the app itself, whose body arrives in two pieces; {@code done} is called when it has settled. */
    private static void send(TestIsolate app, String path, String text, Value done) {
        TestRequestBody body = TestRequestBody.later();
        TestExchange exchange = TestExchange.post("http://a.example" + path, body, "cookie", "a=b", "x-long", "c");
        var _ = app.dispatch(exchange).whenComplete((settled, problem) -> app.loop.execute(done::executeVoid));
        app.loop.execute(() -> body.arrive(text));
        app.loop.execute(() -> {
            body.arrive(text);
            body.complete();
        });
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(PrimordialsTest.class.getResourceAsStream(name), name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(text.indexOf("\n(") + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
