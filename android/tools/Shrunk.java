import java.io.File;
import java.nio.file.Files;
import org.chaski.core.ChaskiException;
import org.chaski.core.KeyStore;
import org.chaski.core.LogLevel;
import org.chaski.core.LogSink;
import org.chaski.core.Phone;

/**
 * A phone opened through classes that R8 has shrunk: objects, records, a list, errors and calls back all go through names
 * that R8 must have left. tools/shrunk compiles and runs it.
 */
public final class Shrunk {
    private static final class Keys implements KeyStore {
        byte[] kept;

        @Override
        public byte[] load() {
            return kept;
        }

        @Override
        public void keep(byte[] secrets) {
            kept = secrets;
        }
    }

    private static final class Log implements LogSink {
        @Override
        public void log(LogLevel level, String line) {}
    }

    public static void main(String[] words) throws Exception {
        File folder = new File(Files.createTempDirectory("shrunk").toFile(), "phone");
        Keys keys = new Keys();
        Phone phone = Phone.Companion.open(folder.getPath(), keys, null, new Log());
        expect(keys.kept != null && keys.kept.length > 0, "the keys were not given to be kept");
        expect(phone.status().getAreas().isEmpty(), "a new phone has areas");
        try {
            phone.enrol("no code", "Shrunk", null);
            expect(false, "what is no code was taken");
        } catch (ChaskiException.Failed refused) {
            expect(!refused.getCode().isEmpty(), "the refusal has no code");
        }
        phone.close();
        Phone again = Phone.Companion.open(folder.getPath(), keys, null, null);
        expect(again.status() != null, "it does not open again");
        again.close();
        System.out.println("the shrunk classes open a phone, keep its keys, are refused, and open it again");
    }

    private static void expect(boolean so, String otherwise) {
        if (!so) throw new AssertionError(otherwise);
    }
}
