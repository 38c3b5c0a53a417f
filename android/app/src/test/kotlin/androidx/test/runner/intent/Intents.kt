// Nothing here answers an intent in place of the system; Robolectric only asks whether something does.

package androidx.test.runner.intent

import android.app.Instrumentation
import android.content.Intent

interface IntentMonitor

interface IntentStubber {
    fun getActivityResultForIntent(intent: Intent): Instrumentation.ActivityResult?
}

object IntentMonitorRegistry {
    private var held: IntentMonitor? = null

    @JvmStatic
    fun registerInstance(monitor: IntentMonitor?) {
        held = monitor
    }

    @JvmStatic
    fun getInstance(): IntentMonitor = checkNotNull(held) { "no monitor was registered" }
}

object IntentStubberRegistry {
    @JvmStatic
    fun isLoaded(): Boolean = false

    @JvmStatic
    fun getInstance(): IntentStubber = error("nothing answers intents in place of the system")
}
