package dev.nano.runtime.isolate;

/** What the apps of one namespace have used together, and which of them wait. */
final class NamespaceShare extends Share {

    /** Those with runs that wait. */
    final FairQueue<AppShare> waiting = new FairQueue<>();
    /** What an app that was asleep starts with. */
    long floor;
}
