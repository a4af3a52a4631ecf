package dev.morelia.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each method of the async API is one statement, which decides nothing: its blocking twin does. */
class StatementsTest {
    private static final Pattern API =
            Pattern.compile("/driver/src/main/java/dev/morelia/(async|gridfs)/Async\\w+\\.java$");

    @TempDir
    Path folder;

    @Test
    void methodsOfTheAsyncApiAreOneStatement() throws IOException {
        var files = Code.sources().stream()
                .filter(file -> API.matcher(file.toString().replace('\\', '/')).find())
                .toList();
        assertThat(files).hasSizeGreaterThan(5);
        assertThat(complaints(files)).isEmpty();
    }

    @Test
    void furtherStatementsAreFound() throws IOException {
        var file = Files.writeString(folder.resolve("AsyncThing.java"), """
                class AsyncThing {
                    private final Thing blocking;
                    AsyncThing(Thing blocking) { this.blocking = blocking; }
                    String one() { return blocking.one(); }
                    void two() { blocking.one(); blocking.two(); }
                    String lambda() { return bridge.run(() -> { blocking.one(); return null; }); }
                    String nothing() { return bridge.run(() -> {}); }
                    String choice() { return blocking.isOpen() ? blocking.one() : ""; }
                    void loop() { while (true) {} }
                }
                """);
        assertThat(complaints(List.of(file)))
                .containsExactly("AsyncThing.two", "AsyncThing.lambda", "AsyncThing.choice", "AsyncThing.loop");
    }

    private static List<String> complaints(List<Path> files) throws IOException {
        var complaints = new ArrayList<String>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                new Statements(complaints).scan(unit, null);
            }
        }
        return complaints;
    }

    private static final class Statements extends TreeScanner<Void, Void> {
        private final List<String> complaints;
        private String type = "";
        private boolean single;

        Statements(List<String> complaints) {
            this.complaints = complaints;
        }

        @Override
        public Void visitClass(ClassTree tree, Void unused) {
            String outer = type;
            type = tree.getSimpleName().toString();
            super.visitClass(tree, null);
            type = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree tree, Void unused) {
            var body = tree.getBody();
            if (body == null || tree.getReturnType() == null) {
                return null;
            }
            var statements = body.getStatements();
            single = statements.size() == 1
                    && (statements.getFirst() instanceof ReturnTree
                            || statements.getFirst() instanceof ExpressionStatementTree);
            super.visitMethod(tree, null);
            if (!single) {
                complaints.add(type + "." + tree.getName());
            }
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree tree, Void unused) {
            single &= tree.getBodyKind() == LambdaExpressionTree.BodyKind.EXPRESSION || isEmpty(tree.getBody());
            return super.visitLambdaExpression(tree, null);
        }

        private static boolean isEmpty(Tree body) {
            return body instanceof BlockTree block && block.getStatements().isEmpty();
        }

        @Override
        public Void visitConditionalExpression(ConditionalExpressionTree tree, Void unused) {
            single = false;
            return super.visitConditionalExpression(tree, null);
        }
    }
}
