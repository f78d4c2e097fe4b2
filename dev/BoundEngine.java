import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Makes copies of some of the engine's classes that ask BigIntLimit or IntlLimit before every call whose work may be large, and
 * EngineSafepoint in every loop of a builtin whether the context is cancelled or paused. JavaScript cannot wrap an operator, an app
 * would see a wrapper around Intl, and the engine has no option for either.
 *
 * <p>{@code java BoundEngine.java CLASSPATH DIRECTORY}: finds the classes on the class path, writes their copies into the directory.
 * Fails when a class is not the one that is expected here: then read it again, and decide anew what has to be asked.
 */
final class BoundEngine {

    private static final String SUFFIX = ".class";
    private static final String RUNTIME = "com/oracle/truffle/js/runtime/";
    private static final String NODES = "com/oracle/truffle/js/nodes/";
    private static final String BIG_INT_NAME = RUNTIME + "BigInt";
    private static final ClassDesc BIG_INT = ClassDesc.of("com.oracle.truffle.js.runtime.BigInt");
    private static final ClassDesc BIG_INTEGER = ClassDesc.of("java.math.BigInteger");
    private static final String BIG_INT_LIMIT = "dev.nano.runtime.isolate.BigIntLimit";
    private static final String INTL_LIMIT = "dev.nano.runtime.isolate.IntlLimit";
    private static final String SAFEPOINT = "dev.nano.runtime.isolate.EngineSafepoint";

    /** The only place that sets the value, so that no BigInt is made without being seen. */
    private static final String CONSTRUCTOR = "<init>(BigInteger,boolean)";

    /**
     * A static method that a method calls first.
     *
     * @param limit its class
     * @param takesValue whether it takes the value of the BigInt first
     * @param parameters which parameters of the method it takes, from 0 on
     */
    private record Check(String limit, String name, boolean takesValue, int... parameters) {

        static Check bigInt(String name, int... parameters) {
            return new Check(BIG_INT_LIMIT, name, false, parameters);
        }

        static Check ofValue(String name) {
            return new Check(BIG_INT_LIMIT, name, true, 0);
        }

        static Check intl(String name, int... parameters) {
            return new Check(INTL_LIMIT, name, false, parameters);
        }
    }

    private static final String KEYS_LIMIT = "dev.nano.runtime.isolate.KeysLimit";
    private static final String OWN_KEYS = "getOwnPropertyKeys(JSDynamicObject,boolean,boolean)";

    /** Where the context may be cancelled: called for each step of work that is long in all. */
    private static final Check POLL = new Check(SAFEPOINT, "poll", false);

    /** The same in loops that the compiler unrolls; compiled, they have none. */
    private static final Check POLL_INTERPRETED = new Check(SAFEPOINT, "pollInterpreted", false);

    /** Where the context may be cancelled, but not paused: parsing holds locks that contexts share. */
    private static final Check POLL_ENDED = new Check(SAFEPOINT, "pollEnded", false);

    /** By class and method: those whose work is not bounded by the size of what they are given, by what they ask. */
    private static final Map<String, Map<String, Check>> CHECKS = Map.ofEntries(
            // Each part of a regular expression, and each step from one to the next.
            Map.entry("com/oracle/truffle/regex/tregex/parser/RegexLexer", Map.of("next()", POLL)),
            Map.entry(
                    "com/oracle/truffle/regex/tregex/parser/ast/visitors/NFATraversalRegexASTVisitor",
                    Map.of("doAdvance()", POLL)),
            // Each token of the code that is parsed, and each part of what it has been parsed to.
            Map.entry("com/oracle/js/parser/AbstractParser", Map.of("nextOrEOL()", POLL_ENDED)),
            Map.entry("com/oracle/truffle/js/parser/GraalJSTranslator", Map.of("transform(Node)", POLL_ENDED)),
            // What goes through the elements of a sparse array, or of what only looks like an array.
            Map.entry(RUNTIME + "objects/JSObject", Map.of("hasProperty(JSDynamicObject,long)", POLL)),
            Map.entry(
                    "com/oracle/truffle/js/nodes/control/DeletePropertyNode",
                    Map.of(
                            "doJSOrdinaryObject(JSDynamicObject,Object,JSToPropertyKeyNode,DynamicObjectLibrary)",
                            POLL,
                            "doJSObject(JSDynamicObject,Object,Node,IsArrayNode,InlinedConditionProfile,ToArrayIndexNode,"
                                + "InlinedConditionProfile,JSArrayDeleteIndexNode,JSClassProfile,JSToPropertyKeyNode)",
                            POLL)),
            // Each place of a text at which another is looked for. The comparison itself must not poll: the engine also
            // compares property names under locks that all contexts share, and a context paused there would hold them.
            Map.entry(
                    "com/oracle/truffle/api/strings/TStringOps",
                    Map.of(
                            "indexOf2ConsecutiveWithStrideIntl(Node,byte[],long,int,int,int,int,int)",
                            POLL,
                            "indexOf2ConsecutiveWithOrMaskWithStrideIntl(Node,byte[],long,int,int,int,int,int,int,int)",
                            POLL,
                            "lastIndexOf2ConsecutiveWithOrMaskWithStrideIntl(Node,byte[],long,int,int,int,int,int,int,int)",
                            POLL)),
            // What lists keys asks for one after the other.
            Map.entry(RUNTIME + "Boundaries", Map.of("listGet(List,int)", POLL)),
            Map.entry(
                    BIG_INT_NAME,
                    Map.of(
                            CONSTRUCTOR,
                            Check.bigInt("check", 0),
                            "pow(int)",
                            Check.ofValue("checkPower"),
                            "shiftLeft(int)",
                            Check.ofValue("checkShift"),
                            "shiftRight(int)",
                            Check.ofValue("checkShiftRight"),
                            "parseBigInteger(String)",
                            Check.bigInt("checkText", 0))),
            // Reads literals on its own, in quadratic time when they are hexadecimal.
            Map.entry(
                    "com/oracle/js/parser/Lexer",
                    Map.of(
                            "valueOfBigInt(String)",
                            Check.bigInt("checkText", 0),
                            "valueOf(String,int)",
                            Check.bigInt("checkDigits", 0, 1))),
            Map.entry(RUNTIME + "builtins/JSString", Map.of(OWN_KEYS, new Check(KEYS_LIMIT, "checkString", false, 0))),
            Map.entry(
                    RUNTIME + "builtins/JSArrayBufferView",
                    Map.of(OWN_KEYS, new Check(KEYS_LIMIT, "checkView", false, 0))),
            Map.entry(
                    RUNTIME + "builtins/intl/JSCollator",
                    Map.of("compare(JSCollatorObject,String,String)", Check.intl("checkCompared", 1, 2))),
            Map.entry(
                    RUNTIME + "builtins/intl/JSSegmenter",
                    Map.of(
                            "createSegments(JSContext,JSRealm,JSSegmenterObject,TruffleString)",
                            Check.intl("checkSegmented", 3))),
            Map.entry(
                    RUNTIME + "builtins/intl/JSListFormat",
                    Map.of(
                            "format(JSListFormatObject,List)",
                            Check.intl("checkList", 1),
                            "formatToParts(JSContext,JSRealm,JSListFormatObject,List)",
                            Check.intl("checkList", 3))),
            Map.entry(
                    RUNTIME + "builtins/intl/JSNumberFormat",
                    Map.of(
                            "formattedValue(JSNumberFormat$InternalState,Number)",
                            Check.intl("checkNumber", 1),
                            "formatRangeImpl(JSNumberFormatObject,Number,Number)",
                            Check.intl("checkNumbers", 1, 2))),
            Map.entry(
                    "com/oracle/truffle/js/nodes/intl/ToIntlMathematicalValue",
                    Map.of("parseStringNumericLiteral(String)", Check.intl("checkDigits", 0))),
            Map.entry(
                    RUNTIME + "util/IntlUtil",
                    Map.of(
                            "validateAndCanonicalizeLanguageTag(String)",
                            Check.intl("checkTag", 0),
                            "validateUnicodeLocaleIdentifierType(String,BranchProfile)",
                            Check.intl("checkTag", 0),
                            "ensureIsStructurallyValidCalendar(String)",
                            Check.intl("checkTag", 0),
                            "normalizeUnicodeLocaleIdentifierType(String)",
                            Check.intl("checkTag", 0))));

    /**
     * Where the nodes are that are or do the work of a builtin. Compiled JavaScript has a safepoint in every loop, but a builtin that
     * is called once and then goes through 2^53 - 1 elements of what only looks like an array is interpreted, and a loop of Java has
     * none there.
     */
    private static final List<String> POLLED = List.of(
            "com/oracle/truffle/js/builtins/",
            "com/oracle/truffle/js/nodes/access/",
            "com/oracle/truffle/js/nodes/array/",
            "com/oracle/truffle/js/nodes/cast/");

    /** Classes with such loops that are no nodes. */
    private static final Set<String> POLLED_HELPERS = Set.of(
            "com/oracle/truffle/js/builtins/json/TruffleJSONParser",
            "com/oracle/truffle/js/builtins/helper/FloatParser",
            "com/oracle/truffle/js/builtins/helper/ReplaceStringParser",
            "com/oracle/truffle/js/builtins/helper/StringEscape",
            RUNTIME + "builtins/JSAbstractArray",
            RUNTIME + "builtins/JSNonProxy",
            RUNTIME + "builtins/JSProxy",
            RUNTIME + "builtins/JSSlowArray",
            RUNTIME + "builtins/JSURLDecoder",
            RUNTIME + "builtins/JSURLEncoder");

    /**
     * Methods that go through as many nodes as the code of an app has of them, in a loop that the compiler unrolls. Interpreted, half a
     * million global variables took as long as they took, and filled the heap meanwhile.
     */
    private static final Map<String, Set<String>> UNROLLED = Map.of(
            NODES + "access/GlobalDeclarationInstantiationNode",
            Set.of("verifyDeclarations", "instantiateDeclarations"),
            NODES + "access/ObjectLiteralNode",
            Set.of("executeWithObject"),
            NODES + "access/ArrayLiteralNode$DefaultArrayLiteralBaseNode",
            Set.of("executeZeroBasedIntArray", "executeZeroBasedDoubleArray", "executeZeroBasedObjectArray"),
            NODES + "access/ArrayLiteralNode$DefaultObjectArrayWithEmptyLiteralNode",
            Set.of("execute"),
            NODES + "access/ArrayLiteralNode$DefaultArrayLiteralWithSpreadNode",
            Set.of("doDefault"),
            NODES + "access/InitializeInstanceElementsNode",
            Set.of("withFields"),
            NODES + "function/ClassDefinitionNode",
            Set.of("initializeMembers", "applyDecoratorsAndDefineMethods", "applyDecoratorsToElements"),
            NODES + "control/SwitchNode",
            Set.of("executeDeclarations", "identifyTargetCase", "executeStatements", "executeOrdered"));

    /**
     * Counts the objects of a context in a table that begins as large as the largest ever was. After one app with a million objects each
     * count of a small one took 16 MB of a heap that was full, and the time to clear them; so it does not remember.
     */
    private static final String COUNTER = "com/oracle/truffle/polyglot/ObjectSizeCalculator";

    private static final String REMEMBERED = "alreadyVisitedInitialCapacity";

    private static final Pattern GENERATED = Pattern.compile("(Gen|Wrapper)(\\$|$)|/FrequencyBased");
    private static final String NODE = "com/oracle/truffle/api/nodes/Node";
    /** Not these nodes: they change under a lock of the syntax tree, which all contexts share. */
    private static final String LOCKED = "com/oracle/truffle/js/nodes/access/PropertyCacheNode";

    public static void main(String[] arguments) throws IOException {
        List<URL> jars = new ArrayList<>();
        for (String entry : arguments[0].split(java.io.File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                jars.add(url(entry));
            }
        }
        Path directory = Path.of(arguments[1]);
        try (var loader = new URLClassLoader(jars.toArray(URL[]::new))) {
            ClassFile classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver())));
            Set<String> polled = polled(loader);
            Set<String> names = new TreeSet<>(CHECKS.keySet());
            names.addAll(polled);
            names.addAll(UNROLLED.keySet());
            for (String name : names) {
                copy(classes, loader, name, CHECKS.getOrDefault(name, Map.of()), polled.contains(name), directory);
            }
            copyCounter(classes, loader, directory);
        }
    }

    /** A copy of {@link #COUNTER} that sets {@link #REMEMBERED} in its constructor only. */
    private static void copyCounter(ClassFile classes, URLClassLoader loader, Path directory) throws IOException {
        ClassModel model = read(classes, loader, COUNTER);
        int[] dropped = {0};
        CodeTransform drop = (code, element) -> {
            if (element instanceof FieldInstruction field
                    && field.opcode() == Opcode.PUTFIELD
                    && field.name().equalsString(REMEMBERED)) {
                dropped[0]++;
                // The value, and the object that it is for.
                code.pop2();
            } else {
                code.with(element);
            }
        };
        byte[] copy = classes.transformClass(
                model,
                ClassTransform.transformingMethodBodies(
                        method -> !method.methodName().equalsString("<init>"), drop));
        require(dropped[0] > 0, REMEMBERED + ": set by no method");
        write(directory, COUNTER, copy);
    }

    private static ClassModel read(ClassFile classes, URLClassLoader loader, String name) throws IOException {
        try (InputStream in = loader.getResourceAsStream(name + SUFFIX)) {
            require(in != null, name + ": not on the class path");
            return classes.parse(in.readAllBytes());
        }
    }

    private static void write(Path directory, String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name + SUFFIX);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** The names of all classes that get safepoints in their loops. */
    private static Set<String> polled(URLClassLoader loader) throws IOException {
        URL any = loader.getResource(RUNTIME + "JSContext.class");
        require(any != null, "no class JSContext");
        try (JarFile jar = ((JarURLConnection) any.openConnection()).getJarFile()) {
            Set<String> names = new HashSet<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String file = entry.getName();
                String name = file.substring(0, Math.max(0, file.length() - SUFFIX.length()));
                if (file.endsWith(SUFFIX) && isPolled(loader, name)) {
                    names.add(name);
                }
            }
            return names;
        }
    }

    private static boolean isPolled(URLClassLoader loader, String name) throws IOException {
        return POLLED_HELPERS.contains(name)
                || POLLED.stream().anyMatch(name::startsWith)
                        // Generated loops go through the few cases that a node has seen, and are hot.
                        && !GENERATED.matcher(name).find()
                        && extendsClass(loader, name, NODE)
                        && !extendsClass(loader, name, LOCKED);
    }

    private static boolean extendsClass(URLClassLoader loader, String name, String ancestor) throws IOException {
        for (String at = name; !at.equals("java/lang/Object"); ) {
            if (at.equals(ancestor)) {
                return true;
            }
            try (InputStream in = loader.getResourceAsStream(at + SUFFIX)) {
                at = ClassFile.of()
                        .parse(in.readAllBytes())
                        .superclass()
                        .orElseThrow()
                        .asInternalName();
            }
        }
        return false;
    }

    private static URL url(String file) throws MalformedURLException {
        return Path.of(file).toUri().toURL();
    }

    private static void copy(
            ClassFile classes,
            URLClassLoader loader,
            String name,
            Map<String, Check> checks,
            boolean polls,
            Path directory)
            throws IOException {
        ClassModel model = read(classes, loader, name);
        if (name.equals(BIG_INT_NAME)) {
            requireOneConstructor(model);
        }

        Set<String> checked = new HashSet<>();
        Set<String> unrolled = UNROLLED.getOrDefault(name, Set.of());
        Set<String> unrolledFound = new HashSet<>();
        if (checks.isEmpty() && unrolled.isEmpty() && model.methods().stream().noneMatch(BoundEngine::loops)) {
            return;
        }
        byte[] copy = classes.transformClass(model, (builder, element) -> {
            CodeTransform change = CodeTransform.ACCEPT_ALL;
            if (element instanceof MethodModel method) {
                String methodName = method.methodName().stringValue();
                if (unrolled.contains(methodName) && isUnrolled(method) && hasLoop(method)) {
                    unrolledFound.add(methodName);
                    change = polling(POLL_INTERPRETED);
                } else if (polls && loops(method)) {
                    change = polling(POLL);
                }
                if (checks.containsKey(signature(method))) {
                    checked.add(signature(method));
                    change = change.andThen(asking(method, checks.get(signature(method))));
                }
            }
            if (change == CodeTransform.ACCEPT_ALL) {
                builder.with(element);
            } else {
                builder.transformMethod((MethodModel) element, MethodTransform.transformingCode(change));
            }
        });
        require(unrolledFound.equals(unrolled), "loops: " + unrolledFound + " (expected: " + unrolled + ")");
        require(checked.equals(checks.keySet()), "methods: " + checked + " (expected: " + checks.keySet() + ")");

        write(directory, name, copy);
    }

    /**
     * Whether a method has a loop that may be long. Not those that the compiler unrolls, and not what makes a node or initializes a
     * class: a context that is cancelled or paused there would break the class, or hold a lock, for all.
     */
    private static boolean loops(MethodModel method) {
        String name = method.methodName().stringValue();
        if (name.matches("<init>|<clinit>|executeAndSpecialize|(create|clone).*")) {
            return false;
        }
        return !isUnrolled(method) && hasLoop(method);
    }

    private static boolean isUnrolled(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream())
                .anyMatch(annotation -> annotation.classSymbol().displayName().equals("ExplodeLoop"));
    }

    private static boolean hasLoop(MethodModel method) {
        Set<Label> passed = new HashSet<>();
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .anyMatch(element -> isBack(element, passed));
    }

    /** Puts a safepoint before every branch back. */
    private static CodeTransform polling(Check poll) {
        return CodeTransform.ofStateful(() -> {
            Set<Label> passed = new HashSet<>();
            return (code, element) -> {
                if (isBack(element, passed)) {
                    code.invokestatic(
                            ClassDesc.of(poll.limit()), poll.name(), MethodTypeDesc.of(ConstantDescs.CD_void));
                }
                code.with(element);
            };
        });
    }

    private static boolean isBack(CodeElement element, Set<Label> passed) {
        if (element instanceof LabelTarget target) {
            passed.add(target.label());
        }
        return element instanceof BranchInstruction branch && passed.contains(branch.target());
    }

    private static CodeTransform asking(MethodModel method, Check check) {
        return CodeTransform.ofStateful(() -> new CodeTransform() {
            @Override
            public void atStart(CodeBuilder code) {
                List<ClassDesc> types = new ArrayList<>();
                if (check.takesValue()) {
                    code.aload(code.receiverSlot()).getfield(BIG_INT, "value", BIG_INTEGER);
                    types.add(BIG_INTEGER);
                }
                for (int parameter : check.parameters()) {
                    ClassDesc type = method.methodTypeSymbol().parameterType(parameter);
                    code.loadLocal(TypeKind.from(type), code.parameterSlot(parameter));
                    types.add(type);
                }
                code.invokestatic(
                        ClassDesc.of(check.limit()), check.name(), MethodTypeDesc.of(ConstantDescs.CD_void, types));
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        });
    }

    private static void requireOneConstructor(ClassModel model) {
        for (MethodModel method : model.methods()) {
            boolean sets = method.code().stream()
                    .flatMap(code -> code.elementStream())
                    .anyMatch(element -> element instanceof FieldInstruction field
                            && field.opcode() == Opcode.PUTFIELD
                            && field.name().equalsString("value"));
            require(
                    sets == signature(method).equals(CONSTRUCTOR),
                    "what sets the value: " + signature(method) + " (expected: " + CONSTRUCTOR + ")");
        }
    }

    private static String signature(MethodModel method) {
        StringBuilder text = new StringBuilder(method.methodName().stringValue()).append('(');
        for (ClassDesc parameter : method.methodTypeSymbol().parameterList()) {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : ",").append(parameter.displayName());
        }
        return text.append(')').toString();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException("the engine has changed: " + problem);
        }
    }
}
