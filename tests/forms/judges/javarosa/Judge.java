import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.condition.EvaluationContext;
import org.javarosa.core.model.condition.IFunctionHandler;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.AnswerDataUtil;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.core.reference.PrefixedRootFactory;
import org.javarosa.core.reference.Reference;
import org.javarosa.core.reference.ReferenceManager;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormAnswerDataParser;
import org.javarosa.xform.util.XFormAnswerDataSerializer;
import org.javarosa.xform.util.XFormUtils;
import org.javarosa.xpath.expr.XPathFuncExpr;

/**
 * JavaRosa fills a form as the contract of {@code chaski form run} says (docs/forms.md). A JSON line in: {id, xml, files: {name: text},
 * runs: [{answers, lang}]}. A JSON line out: {id, runs: [[state]]} or {id, error}: of each run the state when the record opens, and the state
 * after each step. A state is what {@code chaski form run} prints, as far as this engine can tell: labels and choices of what is shown only.
 * One process answers any number of lines.
 */
public final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final String JR = "http://openrosa.org/javarosa";

    /** Why a step cannot be carried out. */
    private static final class Refused extends RuntimeException {
        Refused(String why) {
            super(why);
        }
    }

    public static void main(String[] arguments) throws IOException {
        // The answers go to standard output alone, whatever the engine prints.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        new XFormsModule().registerModule();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                out.println(JSON.writeValueAsString(judge(JSON.readTree(line))));
            }
        }
    }

    private static ObjectNode judge(JsonNode asked) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        answer.set("id", asked.get("id"));
        Path folder = Files.createTempDirectory("judge");
        try {
            for (Iterator<Map.Entry<String, JsonNode>> files = asked.path("files").fields(); files.hasNext(); ) {
                Map.Entry<String, JsonNode> file = files.next();
                Files.writeString(folder.resolve(file.getKey()), file.getValue().asText());
            }
            ReferenceManager.instance().reset();
            ReferenceManager.instance().addReferenceFactory(new Attached(folder));
            ArrayNode runs = answer.putArray("runs");
            for (JsonNode run : asked.get("runs")) {
                runs.add(new Judge(asked.get("xml").asText(), folder).run(run));
            }
        } catch (Exception | StackOverflowError error) {
            answer.remove("runs");
            answer.put("error", error.toString());
        } finally {
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
        return answer;
    }

    private final FormDef form;
    private final FormEntryModel model;
    private final FormEntryController controller;
    private final ArrayNode refused = JSON.createArrayNode();

    private Judge(String xml, Path folder) throws Exception {
        form = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        form.addFunctionHandler(new PullData(folder));
        form.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(form);
        controller = new FormEntryController(model);
        step();
    }

    private ArrayNode run(JsonNode run) {
        ArrayNode states = JSON.createArrayNode();
        try {
            if (run.hasNonNull("lang")) {
                attempt(0, "", () -> language(run.get("lang").asText()));
            }
            states.add(state());
            JsonNode answers = run.get("answers");
            List<JsonNode> steps = new ArrayList<>();
            if (answers.isArray()) {
                answers.forEach(steps::add);
            } else {
                steps.add(answers);
            }
            for (int at = 0; at < steps.size(); at++) {
                for (Iterator<Map.Entry<String, JsonNode>> members = steps.get(at).fields(); members.hasNext(); ) {
                    Map.Entry<String, JsonNode> member = members.next();
                    String key = member.getKey();
                    String value = member.getValue().isNull() ? "" : member.getValue().asText();
                    attempt(at + 1, key.startsWith("/") ? key : value, () -> carryOut(key, value));
                    step();
                }
                states.add(state());
            }
        } catch (RuntimeException | StackOverflowError error) {
            states.addObject().put("error", error.toString());
        }
        return states;
    }

    private void attempt(int step, String path, Runnable act) {
        try {
            act.run();
        } catch (RuntimeException error) {
            ObjectNode one = refused.addObject();
            one.put("step", step);
            one.put("path", path);
            one.put("why", error instanceof Refused ? error.getMessage() : "threw: " + error);
        }
    }

    private void carryOut(String key, String value) {
        switch (key) {
            case "language" -> language(value);
            case "add" -> add(value);
            case "remove" -> remove(value);
            default -> answer(key, value);
        }
    }

    /**
     * Counted repeats grow and shrink, and answers that are not offered any more go, only when somebody steps through the form and sees
     * its questions; twice, for what stands before what it depends on.
     */
    private void step() {
        for (int time = 0; time < 2; time++) {
            controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
            for (int event = controller.stepToNextEvent(); event != FormEntryController.EVENT_END_OF_FORM; event = controller.stepToNextEvent()) {
                if (event == FormEntryController.EVENT_QUESTION && chooses(model.getQuestionPrompt().getControlType())) {
                    model.getQuestionPrompt().getSelectChoices();
                }
            }
            while (dropSurplus()) {}
        }
    }

    /** An instance above its repeat's count: JavaRosa leaves it to whoever runs it to let that go. */
    private boolean dropSurplus() {
        List<FormIndex> surplus = new ArrayList<>();
        everyIndex(at -> {
            if (model.getEvent(at) != FormEntryController.EVENT_REPEAT) {
                return;
            }
            GroupDef repeat = (GroupDef) form.getChild(at);
            if (repeat.getCountReference() == null) {
                return;
            }
            IAnswerData count = form.getMainInstance().resolveReference(repeat.getConextualizedCountReference(at.getReference())).getValue();
            if (at.getReference().getMultLast() >= (count == null ? 0 : AnswerDataUtil.answerDataToInt(count))) {
                surplus.add(0, at);
            }
        });
        surplus.stream().findFirst().ifPresent(controller::deleteRepeat);
        return !surplus.isEmpty();
    }

    private static boolean chooses(int control) {
        return control == Constants.CONTROL_SELECT_ONE || control == Constants.CONTROL_SELECT_MULTI || control == Constants.CONTROL_RANK;
    }

    private void language(String name) {
        String[] known = model.getLanguages();
        if (known == null || !Arrays.asList(known).contains(name)) {
            throw new Refused("no such language");
        }
        controller.setLanguage(name);
    }

    /** Every place of the form as it stands now, by its path; the prompt for one more instance stands under the path of its repeat. */
    private void everyIndex(Consumer<FormIndex> each) {
        FormIndex at = model.incrementIndex(FormIndex.createBeginningOfFormIndex(), true);
        while (!at.isEndOfFormIndex()) {
            each.accept(at);
            at = model.incrementIndex(at, true);
        }
    }

    private FormIndex index(String path, int event) {
        List<FormIndex> found = new ArrayList<>();
        everyIndex(at -> {
            String here = path(at.getReference());
            if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                here = here.replaceAll("\\[\\d+\\]$", "");
            }
            if (here.equals(path) && model.getEvent(at) == event) {
                found.add(at);
            }
        });
        if (found.isEmpty()) {
            throw new Refused("no such place");
        }
        return found.get(0);
    }

    private void add(String path) {
        FormIndex prompt = index(path, FormEntryController.EVENT_PROMPT_NEW_REPEAT);
        isOpen(prompt);
        if (!model.isIndexRelevant(prompt)) {
            throw new Refused("not relevant");
        }
        controller.newRepeat(prompt);
    }

    private void isOpen(FormIndex repeat) {
        if (((GroupDef) form.getChild(repeat)).getCountReference() != null) {
            throw new Refused("no open repeat");
        }
    }

    private void remove(String path) {
        FormIndex instance = index(path, FormEntryController.EVENT_REPEAT);
        isOpen(instance);
        if (!model.isIndexRelevant(instance)) {
            throw new Refused("not relevant");
        }
        controller.deleteRepeat(instance);
    }

    private void answer(String path, String text) {
        FormIndex at = index(path, FormEntryController.EVENT_QUESTION);
        TreeElement element = form.getMainInstance().resolveReference(at.getReference());
        QuestionDef question = (QuestionDef) form.getChild(at);
        if (!element.isRelevant()) {
            throw new Refused("not relevant");
        }
        if (!element.isEnabled()) {
            throw new Refused("read-only");
        }
        controller.saveAnswer(at, text.isEmpty() ? null : data(text, element, question, at), true);
    }

    private IAnswerData data(String text, TreeElement element, QuestionDef question, FormIndex at) {
        int control = question.getControlType();
        if (chooses(control)) {
            Map<String, SelectChoice> offered = new HashMap<>();
            new FormEntryPrompt(form, at).getSelectChoices().forEach(choice -> offered.put(choice.getValue(), choice));
            List<Selection> chosen = new ArrayList<>();
            for (String name : text.trim().split("\\s+")) {
                if (!offered.containsKey(name)) {
                    throw new Refused("not offered");
                }
                chosen.add(offered.get(name).selection());
            }
            if (control == Constants.CONTROL_SELECT_ONE) {
                if (chosen.size() != 1) {
                    throw new Refused("not offered");
                }
                return new SelectOneData(chosen.get(0));
            }
            if (control == Constants.CONTROL_RANK) {
                if (new HashSet<>(List.of(text.trim().split("\\s+"))).size() != offered.size()) {
                    throw new Refused("not every name once");
                }
                return new MultipleItemsData(chosen);
            }
            return new SelectMultiData(chosen);
        }
        if (control == Constants.CONTROL_TRIGGER && !text.equals("OK")) {
            throw new Refused("not OK");
        }
        boolean typed = switch (element.getDataType()) {
            case Constants.DATATYPE_INTEGER -> text.matches("-?\\d+");
            case Constants.DATATYPE_DECIMAL -> NUMBER.matcher(text).matches();
            case Constants.DATATYPE_DATE -> DATE.matcher(text).matches();
            default -> true;
        };
        IAnswerData data = null;
        try {
            data = typed ? XFormAnswerDataParser.getAnswerData(text, element.getDataType(), question) : null;
        } catch (RuntimeException error) {
            // It is no value of this type.
        }
        if (data == null) {
            throw new Refused("not of its type");
        }
        return data;
    }

    private ObjectNode state() {
        Map<String, FormIndex> questions = new HashMap<>();
        everyIndex(at -> {
            if (model.getEvent(at) == FormEntryController.EVENT_QUESTION) {
                questions.put(path(at.getReference()), at);
            }
        });
        ObjectNode state = JSON.createObjectNode();
        String[] languages = model.getLanguages();
        state.put("language", languages == null || languages.length == 0 ? null : model.getLanguage());
        state.put("valid", true);
        ObjectNode nodes = state.putObject("nodes");
        walk(form.getMainInstance().getRoot(), questions, state, nodes);
        state.set("refused", refused.deepCopy());
        return state;
    }

    private void walk(TreeElement parent, Map<String, FormIndex> questions, ObjectNode state, ObjectNode nodes) {
        for (int at = 0; at < parent.getNumChildren(); at++) {
            TreeElement element = parent.getChildAt(at);
            if (element.getMult() == TreeReference.INDEX_TEMPLATE) {
                continue;
            }
            String path = path(element.getRef());
            ObjectNode node = nodes.putObject(path);
            node.put("relevant", element.isRelevant());
            TreeElement template = form.getMainInstance().getTemplatePath(element.getRef().genericize());
            if (element.getNumChildren() > 0 || element.isRepeatable() || template != null && template.getNumChildren() > 0) {
                walk(element, questions, state, nodes);
                continue;
            }
            String value = element.isRelevant() ? text(element.getValue()) : "";
            node.put("value", value);
            FormIndex index = questions.get(path);
            FormEntryPrompt prompt = index != null && element.isRelevant() ? new FormEntryPrompt(form, index) : null;
            boolean lacking = value.isEmpty() && element.isRequired();
            boolean broken = !value.isEmpty() && !form.evaluateConstraint(element.getRef(), element.getValue());
            boolean valid = !element.isRelevant() || !(lacking || broken);
            node.put("valid", valid);
            if (!valid) {
                state.put("valid", false);
                node.put("message", lacking ? requiredMessage(element) : prompt == null ? null : prompt.getConstraintText());
            }
            node.put("required", element.isRequired());
            node.put("readonly", !element.isEnabled());
            if (prompt == null) {
                continue;
            }
            node.put("label", prompt.getQuestionText());
            if (chooses(prompt.getControlType())) {
                ArrayNode choices = node.putArray("choices");
                for (SelectChoice choice : prompt.getSelectChoices()) {
                    choices.addObject().put("name", choice.getValue()).put("label", prompt.getSelectChoiceText(choice));
                }
            }
        }
    }

    private static String text(IAnswerData data) {
        return data == null ? "" : String.valueOf(new XFormAnswerDataSerializer().serializeAnswerData(data));
    }

    /** JavaRosa keeps the message for a blank answer as an attribute that it does not read itself. */
    private String requiredMessage(TreeElement element) {
        String message = element.getBindAttributeValue(JR, "requiredMsg");
        if (message == null || !message.startsWith("jr:itext('")) {
            return message;
        }
        String id = message.substring("jr:itext('".length(), message.length() - 2);
        return form.fillTemplateString(form.getLocalizer().getText(id), element.getRef());
    }

    /** A path as the contract writes it: a position behind every repeat, and behind nothing else. */
    private String path(TreeReference reference) {
        StringBuilder path = new StringBuilder();
        TreeReference generic = reference.genericize();
        for (int level = 0; level < reference.size(); level++) {
            TreeElement template = form.getMainInstance().getTemplatePath(generic.getSubReference(level));
            String prefix = template == null ? null : template.getNamespacePrefix();
            path.append('/').append(prefix == null || prefix.isEmpty() ? "" : prefix + ":").append(reference.getName(level));
            if (level > 0 && template != null && template.isRepeatable()) {
                path.append('[').append(reference.getMultiplicity(level) + 1).append(']');
            }
        }
        return path.toString();
    }

    /** The files that lie beside the form. */
    private static final class Attached extends PrefixedRootFactory {
        private final Path folder;

        Attached(Path folder) {
            super(new String[] {"file", "file-csv", "images", "audio", "video"});
            this.folder = folder;
        }

        @Override
        protected Reference factory(String rest, String uri) {
            Path file = folder.resolve(rest.substring(rest.lastIndexOf('/') + 1));
            return new Reference() {
                @Override
                public boolean doesBinaryExist() {
                    return Files.exists(file);
                }

                @Override
                public InputStream getStream() throws IOException {
                    return Files.newInputStream(file);
                }

                @Override
                public String getURI() {
                    return uri;
                }

                @Override
                public String getLocalURI() {
                    return file.toString();
                }

                @Override
                public boolean isReadOnly() {
                    return true;
                }

                @Override
                public OutputStream getOutputStream() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void remove() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Reference[] probeAlternativeReferences() {
                    return new Reference[0];
                }
            };
        }
    }

    /** {@code pulldata(file, column, key column, key)}: JavaRosa leaves it to whoever runs it. */
    private static final class PullData implements IFunctionHandler {
        private final Path folder;

        PullData(Path folder) {
            this.folder = folder;
        }

        @Override
        public String getName() {
            return "pulldata";
        }

        @Override
        public List<Class<?>[]> getPrototypes() {
            return new ArrayList<>();
        }

        @Override
        public boolean rawArgs() {
            return true;
        }

        @Override
        public Object eval(Object[] arguments, EvaluationContext context) {
            String[] texts = Arrays.stream(arguments).map(XPathFuncExpr::toString).toArray(String[]::new);
            String name = texts[0].endsWith(".csv") ? texts[0] : texts[0] + ".csv";
            try (var reader = Files.newBufferedReader(folder.resolve(name))) {
                for (CSVRecord row : CSVFormat.DEFAULT.withHeader().parse(reader)) {
                    if (row.get(texts[2]).equals(texts[3])) {
                        return row.get(texts[1]);
                    }
                }
                return "";
            } catch (IOException error) {
                throw new IllegalStateException(error);
            }
        }
    }
}
