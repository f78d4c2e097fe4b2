package dev.nano.runtime.isolate;

import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.instrumentation.provider.TruffleInstrumentProvider;
import java.util.Collection;
import java.util.List;

/** How the engine finds {@link HeapInstrument}: by {@code META-INF/services}. */
@TruffleInstrument.Registration(id = HeapInstrument.ID, name = "NANO heap measurement", services = HeapInstrument.class)
public final class HeapInstrumentProvider extends TruffleInstrumentProvider {

    @Override
    protected String getInstrumentClassName() {
        return HeapInstrument.class.getName();
    }

    @Override
    protected Object create() {
        return new HeapInstrument();
    }

    @Override
    protected Collection<String> getServicesClassNames() {
        return List.of(HeapInstrument.class.getName());
    }
}
