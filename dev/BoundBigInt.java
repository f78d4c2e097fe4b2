import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;

/**
 * Makes copies of the engine's classes for BigInt and for literals that ask BigIntLimit before every operation whose result may be large. No
 * JavaScript can stand in front of an operator, and the engine has no option for it.
 *
 * <p>{@code java BoundBigInt.java CLASSPATH DIRECTORY}: finds the classes on the class path, writes their copies into the directory.
 * Fails when a class is not the one that is expected here: then read it again, and decide anew what has to be asked.
 */
final class BoundBigInt {

    private static final String NAME = "com/oracle/truffle/js/runtime/BigInt.class";
    private static final ClassDesc BIG_INT = ClassDesc.of("com.oracle.truffle.js.runtime.BigInt");
    private static final ClassDesc BIG_INTEGER = ClassDesc.of("java.math.BigInteger");
    private static final ClassDesc LIMIT = ClassDesc.of("dev.nano.runtime.isolate.BigIntLimit");

    /** The only place that sets the value, so that no BigInt is made without being seen. */
    private static final String CONSTRUCTOR = "<init>(BigInteger,boolean)";

    /** Reads literals on its own, in quadratic time when they are hexadecimal. */
    private static final String LEXER = "com/oracle/js/parser/Lexer.class";

    private static final Map<String, String> LEXER_CHECKS =
            Map.of("valueOfBigInt(String)", "checkText", "valueOf(String,int)", "checkDigits");

    /** Those whose work is not bounded by the size of what they are given, by what they ask. */
    private static final Map<String, String> CHECKS = Map.of(
            CONSTRUCTOR,
            "check",
            "pow(int)",
            "checkPower",
            "shiftLeft(int)",
            "checkShift",
            "shiftRight(int)",
            "checkShiftRight",
            "parseBigInteger(String)",
            "checkText");

    public static void main(String[] arguments) throws IOException {
        copy(NAME, CHECKS, arguments[0], Path.of(arguments[1]));
        copy(LEXER, LEXER_CHECKS, arguments[0], Path.of(arguments[1]));
    }

    private static void copy(String name, Map<String, String> checks, String classPath, Path directory)
            throws IOException {
        ClassFile classes = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.defaultResolver().orElse(ClassHierarchyResolver.of(Set.of(), Map.of()))));
        ClassModel model = classes.parse(find(name, classPath));
        if (name.equals(NAME)) {
            requireOneConstructor(model);
        }

        Set<String> checked = new HashSet<>();
        byte[] copy = classes.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method && checks.containsKey(signature(method))) {
                checked.add(signature(method));
                builder.transformMethod(
                        method, MethodTransform.transformingCode(asking(checks.get(signature(method)))));
            } else {
                builder.with(element);
            }
        });
        require(checked.equals(checks.keySet()), "methods: " + checked + " (expected: " + checks.keySet() + ")");

        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, copy);
    }

    private static CodeTransform asking(String check) {
        return CodeTransform.ofStateful(() -> new CodeTransform() {
            @Override
            public void atStart(java.lang.classfile.CodeBuilder code) {
                switch (check) {
                    case "check" -> code.aload(1).invokestatic(LIMIT, check, of(BIG_INTEGER));
                    case "checkText" -> code.aload(0).invokestatic(LIMIT, check, of(ConstantDescs.CD_String));
                    case "checkDigits" ->
                        code.aload(0)
                                .iload(1)
                                .invokestatic(LIMIT, check, of(ConstantDescs.CD_String, ConstantDescs.CD_int));
                    default ->
                        code.aload(0)
                                .getfield(BIG_INT, "value", BIG_INTEGER)
                                .iload(1)
                                .invokestatic(LIMIT, check, of(BIG_INTEGER, ConstantDescs.CD_int));
                }
            }

            @Override
            public void accept(java.lang.classfile.CodeBuilder code, java.lang.classfile.CodeElement element) {
                code.with(element);
            }
        });
    }

    private static MethodTypeDesc of(ClassDesc... parameters) {
        return MethodTypeDesc.of(ConstantDescs.CD_void, parameters);
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

    private static byte[] find(String name, String classPath) throws IOException {
        for (String entry : classPath.split(java.io.File.pathSeparator)) {
            if (!entry.endsWith(".jar")) {
                continue;
            }
            try (ZipFile jar = new ZipFile(entry)) {
                if (jar.getEntry(name) != null) {
                    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
                        return in.readAllBytes();
                    }
                }
            }
        }
        throw new IllegalStateException(name + ": not on the class path");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException("the engine has changed: " + problem);
        }
    }
}
