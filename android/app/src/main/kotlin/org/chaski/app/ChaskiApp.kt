package org.chaski.app

import android.app.Application
import org.chaski.app.session.AndroidPlatform
import org.chaski.app.session.Platform
import org.chaski.app.session.Session

/** What lives as long as the process. */
class ChaskiApp : Application() {
    private var made: Session? = null
    val session: Session get() = made ?: Session(this, platform ?: AndroidPlatform(this)).also { made = it }

    /** As a process that ends forgets: for tests, which have one process. */
    fun forget() {
        made?.close()
        made = null
    }

    companion object {
        /** What the phone gives, where a test gives something else. */
        var platform: Platform? = null
    }
}
