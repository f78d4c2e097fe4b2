package dev.nano.runtime.http;

import static org.awaitility.Awaitility.await;

import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves a Netty buffer unreleased. Every buffer is counted, from its allocation to its release,
 * instead of some being looked for when the garbage collector runs; so a leak shows in the test that makes it, each time.
 *
 * <p>The build names this class in {@code io.netty.customResourceLeakDetector}. Buffers count for the test during which
 * they were allocated, on whatever thread. Tests have to close what they open.
 */
public final class BufferLeaks<T> extends LeakPresenceDetector<T> implements BeforeEachCallback, AfterEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static volatile ResourceScope current = new ResourceScope("no test");

    /** JUnit's. */
    public BufferLeaks() {
        super(Object.class);
    }

    /** Netty's. */
    public BufferLeaks(Class<?> resourceType, int samplingInterval) {
        super(resourceType);
    }

    /** Netty's too: it complains when it does not find both. */
    public BufferLeaks(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType);
    }

    @Override
    protected ResourceScope currentScope() {
        return current;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        if (!(ResourceLeakDetectorFactory.instance().newResourceLeakDetector(Object.class) instanceof BufferLeaks)) {
            throw new IllegalStateException(
                    "io.netty.customResourceLeakDetector: missing (expected: " + BufferLeaks.class.getName() + ")");
        }
        current = new ResourceScope(test.getDisplayName());
    }

    @Override
    public void afterEach(ExtensionContext test) {
        ResourceScope scope = current;
        current = new ResourceScope("no test");
        // Threads that have been told to end may still be at it.
        try {
            await().atMost(PATIENCE).until(() -> !scope.hasOpenResources());
        } catch (ConditionTimeoutException e) {
            // Says where what is left was allocated.
            scope.close();
        }
    }
}
