package dev.nano.runtime.web;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes web-streams-polyfill use the builtins that {@code primordials.js} has taken, so that its file can stay as it was
 * published. The builtins that it names become parameters; what it looks up on prototypes (methods of arrays and promises,
 * accessors of buffers and views, {@code instanceof}) becomes calls of functions that streams.js passes in. Each rewrite says
 * how often it applies: another version of the polyfill, with other code, does not pass.
 */
final class StreamsPolyfill {

    /** Parameters, which streams.js passes as members of one object. */
    private static final String NAMES = "AbortController,ArrayBuffer,Boolean,DataView,Error,Math,Number,Object,Promise,"
        + "RangeError,String,Symbol,TypeError,Uint8Array,globalThis,queueMicrotask,"
        + "addTo,applyTo,bufferOf,byteLengthOf,byteOffsetOf,constructorOf,hasOwn,isAborted,isAbortSignal,isDetached,"
        + "isInstance,isView,itemsOf,newList,offAbort,onAbort,reasonOf,rejected,resolved,runAll,setBytes,"
        + "thenOf,transfer";

    private record Rewrite(Pattern pattern, String replacement, int count) {
        static Rewrite of(String text, String replacement, int count) {
            return new Rewrite(Pattern.compile(Pattern.quote(text)), Matcher.quoteReplacement(replacement), count);
        }

        static Rewrite matching(String regex, String replacement, int count) {
            return new Rewrite(Pattern.compile(regex), replacement, count);
        }

        String apply(String text) {
            Matcher matcher = pattern.matcher(text);
            StringBuilder rewritten = new StringBuilder(text.length());
            int found = 0;
            while (matcher.find()) {
                found++;
                matcher.appendReplacement(rewritten, replacement);
            }
            if (found != count) {
                throw new IllegalStateException(
                        "web-streams-polyfill: " + pattern + " occurs " + found + " times (expected: " + count + ")");
            }
            return matcher.appendTail(rewritten).toString();
        }
    }

    /** What an expression without calls looks like, such as {@code this._view}. */
    private static final String PATH = "([\\w$]+(?:\\.[\\w$]+)*)";

    private static final String NOT_ASSIGNED = "(?![\\w$(]|[-+]?=[^=])";

    private static final List<Rewrite> REWRITES = List.of(
            // Promises
            Rewrite.of(
                    "const i=Promise,a=Promise.resolve.bind(i),s=Promise.prototype.then,l=Promise.reject.bind(i),u=a;",
                    "const i=Promise,a=resolved,l=rejected,u=a;",
                    1),
            Rewrite.of("return s.call(e,t,r)", "return thenOf(e,t,r)", 1),
            Rewrite.of("Promise.resolve(", "resolved(", 2),
            Rewrite.of("Promise.all(a.map(e=>e()))", "runAll(a)", 1),
            Rewrite.of("Function.prototype.apply.call(e,t,r)", "applyTo(e,t,r)", 1),
            // Lists
            Rewrite.of("_elements:[]", "_elements:newList()", 2),
            Rewrite.of("t._elements.push(e)", "addTo(t._elements,e)", 1),
            Rewrite.of("const t=[];", "const t=newList();", 2),
            Rewrite.matching("\\bt\\.push\\((r|Ve\\(e\\))\\)", "addTo(t,$1)", 2),
            Rewrite.of("a=[];", "a=newList();", 1),
            Rewrite.of("a.push(", "addTo(a,", 2),
            Rewrite.of("return e.slice()", "return itemsOf(e)", 1),
            // Brands
            Rewrite.of("Object.prototype.hasOwnProperty.call(", "hasOwn(", 14),
            Rewrite.matching("([\\w.]+) instanceof (\\w+)", "isInstance($2,$1)", 14),
            // Signals
            Rewrite.of("return\"boolean\"==typeof e.aborted", "return isAbortSignal(e)", 1),
            Rewrite.of("void 0!==i.reason?i.reason:new br(\"Aborted\",\"AbortError\")", "reasonOf(i)", 1),
            Rewrite.of(
                    "i.aborted)return void S();i.addEventListener(\"abort\",S)",
                    "isAborted(i))return void S();onAbort(i,S)",
                    1),
            Rewrite.of("i.removeEventListener(\"abort\",S)", "offAbort(i,S)", 1),
            // Buffers and views. The first is the size() of a strategy, which is to look at any chunk that way.
            Rewrite.of("e=>e.byteLength;n(Vr", "e=>e[\"byteLength\"];n(Vr", 1),
            Rewrite.of(
                    "new Uint8Array(e).set(new Uint8Array(r,o,n),t)",
                    "setBytes(new Uint8Array(e),new Uint8Array(r,o,n),t)",
                    1),
            Rewrite.matching(
                    "let de=e=>.*?function be\\(e,t,r\\)\\{if\\(e\\.slice\\)return e\\.slice\\(t,r\\);",
                    "let de=transfer,fe=isDetached;function be(e,t,r){",
                    1),
            Rewrite.of("ArrayBuffer.isView(", "isView(", 3),
            Rewrite.of(
                    "{buffer:o,byteOffset:n,byteLength:i}=t", " o=bufferOf(t),n=byteOffsetOf(t),i=byteLengthOf(t)", 1),
            Rewrite.of("{byteLength:i}=t", " i=byteLengthOf(t)", 1),
            Rewrite.of("{byteOffset:s,byteLength:l}=t", " s=byteOffsetOf(t),l=byteLengthOf(t)", 1),
            Rewrite.of("We(e.constructor)", "We(constructorOf(e))", 1),
            Rewrite.of("Be(t.constructor)", "Be(constructorOf(t))", 1),
            Rewrite.of("i=t.constructor", "i=constructorOf(t)", 1),
            Rewrite.matching(PATH + "\\.buffer\\.byteLength\\b" + NOT_ASSIGNED, "byteLengthOf(bufferOf($1))", 3),
            Rewrite.matching(PATH + "\\.buffer\\b" + NOT_ASSIGNED, "bufferOf($1)", 17),
            Rewrite.matching(PATH + "\\.byteLength\\b" + NOT_ASSIGNED, "byteLengthOf($1)", 17),
            Rewrite.matching(PATH + "\\.byteOffset\\b" + NOT_ASSIGNED, "byteOffsetOf($1)", 12));

    private StreamsPolyfill() {}

    /** The script whose value is a function of the builtins and an object that takes the exports, which it returns. */
    static String script(String published) {
        String text = published;
        for (Rewrite rewrite : REWRITES) {
            text = rewrite.apply(text);
        }
        return "({" + NAMES + "}, exports) => { const module = { exports }; " + text + "\nreturn exports; }";
    }
}
