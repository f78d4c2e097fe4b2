package dev.nano.operator.desired;

import java.util.Map;

/** The ConfigMaps and Secrets that NanoApps refer to, as far as they are known. */
public interface Sources {

    enum Kind {
        CONFIG_MAP("ConfigMap"),
        SECRET("Secret");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        @Override
        public String toString() {
            return title;
        }
    }

    /** Which object. */
    record Ref(Kind kind, String namespace, String name) {

        /** {@code Secret keys}: the namespace is always the NanoApp's own. */
        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /** What is known of an object. */
    sealed interface Lookup {

        /**
         * @param uid of the object, random: of a Secret known only to those who may read it
         * @param data of a ConfigMap as text, of a Secret as base64
         * @param binaryData as base64
         */
        record Found(String uid, String resourceVersion, Map<String, String> data, Map<String, String> binaryData)
                implements Lookup {

            @Override
            public String toString() {
                return "Found[" + resourceVersion + "]";
            }
        }

        record Missing() implements Lookup {}

        /** It has not been read yet. */
        record Unknown() implements Lookup {}

        /**
         * The API server does not let the operator read it, or cannot read it itself.
         *
         * @param reason in the words of the API server
         */
        record Unreadable(String reason) implements Lookup {}

        /** The operator was told not to read objects of this kind. */
        record Forbidden() implements Lookup {}
    }

    Lookup find(Ref ref);
}
