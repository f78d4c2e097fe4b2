package dev.nano.runtime.isolate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initializes the engine's classes before an app can. A class whose initialization fails stays broken in the whole process (Java
 * Virtual Machine Specification 5.5), and an app that has used up its stack can make the first use of any class fail.
 */
final class StaticInitializers {

    private static final Logger log = LoggerFactory.getLogger(StaticInitializers.class);

    private static final AtomicBoolean HAVE_RUN = new AtomicBoolean();
    /** Written by the build: dev/StaticInitializers.java. */
    private static final String LIST = "static-initializers.txt";
    /** Initializes the classes of the JDK and of ICU that apps commonly need; initializing all of theirs would cost too much. */
    private static final List<String> USES = List.of(
            "new Intl.Collator('de').compare('a', '\\u00e4')",
            "new Intl.DateTimeFormat('de', { dateStyle: 'full', timeStyle: 'full', timeZone: 'Asia/Tokyo'"
                    + " }).formatToParts(0)",
            "new Intl.DateTimeFormat('en').formatRange(0, 1e12)",
            "new Intl.DisplayNames('en', { type: 'region' }).of('DE')",
            "new Intl.DurationFormat('en').format({ hours: 1 })",
            "new Intl.ListFormat('en').formatToParts(['a', 'b'])",
            "new Intl.Locale('en-US-u-ca-gregory').maximize().getCalendars()",
            "new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' }).formatToParts(1234.5)",
            "new Intl.NumberFormat('en', { notation: 'compact' }).formatRange(1, 2000n)",
            "new Intl.PluralRules('en').select(1)",
            "new Intl.RelativeTimeFormat('en').formatToParts(1, 'day')",
            "[...new Intl.Segmenter('th', { granularity: 'word' }).segment('\\u0e01\\u0e32 a')]",
            "Intl.getCanonicalLocales('EN-us'); Intl.supportedValuesOf('currency')",
            "new Date(0).toLocaleString('en'); new Date('Thu, 01 Jan 1970 00:00:00 GMT').toString()",
            "['NFC', 'NFD', 'NFKC', 'NFKD'].forEach((form) => 'e\\u0301\\ufdfa'.normalize(form))",
            "'\\u0149I'.toLocaleUpperCase('tr') + '\\u0130'.toLowerCase() + 'a'.localeCompare('\\u00e9')",
            "/(?<=(?<a>a+?))[\\p{RGI_Emoji}&&\\p{L}]|\\b(?!\\1)./vd.exec('aab'); /\\p{L}\\k<x>(?<x>a)/iu.exec('a')",
            "'aXb'.replace(/x/gi, (m) => `$${m}`).split(/(X)/).join().matchAll(/a/g).next()",
            "JSON.parse('{\"a\":[1.5e3,\"\\\\u0041\"]}', (k, v) => v); JSON.stringify({ a: [new Date(0)] }, null, 2)",
            "10n ** 400n * 3n / 7n % 5n << 70n; BigInt.asIntN(64, 2n ** 64n).toString(7); BigInt('0x' +"
                    + " 'f'.repeat(400))",
            "(0.1).toString(3) + (1e21).toFixed(2) + (123.456).toPrecision(4) + (5e-324).toExponential(3)",
            "parseFloat('1e400') + parseInt('zz', 36) + Number('0b101') +"
                    + " decodeURIComponent(encodeURIComponent('\\u20ac'))",
            "new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => undefined }); Reflect.ownKeys(class"
                    + " { static #a = 1 })",
            "new Float64Array([2, 1]).toSorted().with(0, 3); new DataView(new ArrayBuffer(8, { maxByteLength: 16"
                    + " })).setFloat16?.(0, 1)",
            "structuredClone?.({ a: new Map([[1, new Set([2])]]), b: new Error('c') })",
            "null.a");

    private StaticInitializers() {}

    /**
     * Initializes all of them, once in this process. Returns when that is done: beside threads that use the engine it could deadlock,
     * as classes need one another (Java Virtual Machine Specification 5.5).
     */
    static void run(JsEngine engine) {
        if (!HAVE_RUN.compareAndSet(false, true)) {
            return;
        }
        long began = System.nanoTime();
        List<String> names = names();
        names.forEach(StaticInitializers::initialize);
        use(engine);
        log.atInfo()
                .addKeyValue("classes", names.size())
                .addKeyValue("took_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .log("classes_initialized");
    }

    private static List<String> names() {
        try (InputStream in = StaticInitializers.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException(LIST + ": not found (expected: written by the build)");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void initialize(String name) {
        try {
            Class.forName(name, true, StaticInitializers.class.getClassLoader());
        } catch (ReflectiveOperationException | LinkageError e) {
            // An optional dependency is missing, such as the compiler. Apps do not reach such a class.
            log.atDebug()
                    .addKeyValue("class", name)
                    .addKeyValue("error", e.toString())
                    .log("class_not_initialized");
        }
    }

    private static void use(JsEngine engine) {
        Context context = engine.newContext(AppCode.files(Map.of())).context();
        try {
            for (String code : USES) {
                try {
                    context.eval("js", code);
                } catch (PolyglotException e) {
                    log.atDebug()
                            .addKeyValue("code", code)
                            .addKeyValue("error", e.getMessage())
                            .log("class_use_failed");
                }
            }
        } finally {
            context.close(true);
        }
    }
}
