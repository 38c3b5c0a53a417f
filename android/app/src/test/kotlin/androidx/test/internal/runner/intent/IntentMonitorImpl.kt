package androidx.test.internal.runner.intent

import android.content.Intent
import androidx.test.runner.intent.IntentMonitor

class IntentMonitorImpl : IntentMonitor {
    private val seen = mutableListOf<Intent>()

    fun signalIntent(intent: Intent) {
        seen += Intent(intent)
    }
}
