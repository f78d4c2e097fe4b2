package dev.nano.runtime.web;

/** Told once how loading an app went, on the isolate's thread. */
public interface LoadListener {

    /** The app's module has been evaluated and requests may be dispatched to it. */
    void loaded();

    void failed(LoadFailure failure);
}
