// AndroidX is not in this app. Robolectric calls a few types of androidx.test by name: they stand here, as much as it uses.

package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    private var held: Instrumentation? = null
    private var given = Bundle()

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle) {
        held = instrumentation
        given = Bundle(arguments)
    }

    @JvmStatic
    fun getInstrumentation(): Instrumentation = checkNotNull(held) { "no instrumentation was registered" }

    @JvmStatic
    fun getArguments(): Bundle = Bundle(given)
}
