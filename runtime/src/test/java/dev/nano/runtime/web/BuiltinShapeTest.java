package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.graalvm.polyglot.Context;
import org.junit.jupiter.api.Test;

/** The platform stands in front of many builtins of the language; apps cannot tell them from those of the engine. */
class BuiltinShapeTest {

    /** One line for each function that the names of the language lead to, with everything that can be asked about it. */
    private static final String SHAPES = """
        const shapes = [];
        const seen = new Set();
        const isConstructor = (f) => { try { Reflect.construct(Object, [], f); return true; } catch { return false; } };
        const attributes = (object, key) => {
          const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(object, key);
          return `${writable}/${enumerable}/${configurable}`;
        };
        const describe = (f, path, at) => {
          const keys = Reflect.ownKeys(f).map((key) => `${String(key)}:${attributes(f, key)}`);
          shapes.push([path, at, f.name, f.length, String(f), isConstructor(f), Object.getPrototypeOf(f).name, ...keys].join(' '));
        };
        const visit = (object, path) => {
          if ((typeof object !== 'object' && typeof object !== 'function') || object === null || seen.has(object)) return;
          seen.add(object);
          for (const key of Reflect.ownKeys(object)) {
            if (object === globalThis && !NAMES.includes(key)) continue;
            const { value, get, set } = Object.getOwnPropertyDescriptor(object, key);
            for (const [kind, f] of [['', value], ['get ', get], ['set ', set]]) {
              const name = `${kind}${path}.${String(key)}`;
              if (typeof f === 'function') describe(f, name, attributes(object, key));
              visit(f, name);
            }
          }
          visit(Object.getPrototypeOf(object), `${path}.__proto__`);
        };
        const NAMES = ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'Symbol', 'BigInt', 'Math', 'JSON', 'Date',
          'RegExp', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise', 'Proxy', 'Reflect',
          'Iterator', 'Intl', 'Atomics', 'ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array',
          'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Error',
          'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError', 'eval',
          'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent',
          'escape', 'unescape'];
        visit(globalThis, '');
        visit([].values(), 'arrayIterator');
        visit(''[Symbol.iterator](), 'stringIterator');
        visit(''.matchAll(/a/g), 'regexpIterator');
        visit((function* () {})(), 'generator');
        visit((async function* () {})(), 'asyncGenerator');
        visit((async () => {}).constructor, 'AsyncFunction');
        if (globalThis.Intl) visit(new Intl.Segmenter().segment('a'), 'segments');
        """;

    /** Of the platform on purpose: see primordials.js and bootstrap.js. */
    private static final String DIFFERENT =
            "(get |set )?\\.(Promise\\.prototype\\.constructor|Promise|Promise\\.Symbol\\(Symbol\\.species\\)"
                    + "|Symbol\\.for|Symbol\\.keyFor) .*";

    @Test
    void whatThePlatformReplacesLooksAsTheEngineMadeIt() {
        List<String> original;
        try (Context context = Context.newBuilder("js")
                .allowExperimentalOptions(true)
                .options(Platform.contextOptions())
                .build()) {
            original = lines(context.eval("js", "(() => {" + SHAPES + "return shapes.join('\\0'); })()")
                    .asString());
        }
        List<String> replaced;
        try (var app = TestIsolate.bare()) {
            replaced = lines(app.eval(SHAPES + "return shapes.join('\\0');"));
        }
        assertThat(original).hasSizeGreaterThan(600);
        assertThat(replaced).containsExactlyInAnyOrderElementsOf(original);
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\0")).stream()
                .filter(line -> !line.matches("(?s)" + DIFFERENT))
                .toList();
    }
}
