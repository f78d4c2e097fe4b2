package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.Test;

/** Guards the JVM flags of the build: without them everything still passes, only 10 to 40 times slower. */
class OptimizingEngineTest {

    @Test
    void testsRunOnAnEngineThatCompilesJavaScript() {
        try (Engine engine = Engine.create();
                Context context = Context.newBuilder("js").engine(engine).build()) {
            assertThat(context.eval("js", "6 * 7").asInt()).isEqualTo(42);
            assertThat(engine.getImplementationName()).isNotEqualTo("Interpreted");
        }
    }
}
