package org.chaski.app.session

import android.content.Context
import org.chaski.core.Connectivity

/** What the phone under the app gives it. Tests give another. */
interface Platform {
    fun wrap(alias: String): Wrap

    val line: Connectivity

    val reader: Reader
}

class AndroidPlatform(private val context: Context) : Platform {
    override fun wrap(alias: String) = HardwareWrap(context, alias)

    override val line: Connectivity = SystemLine(context)

    override val reader: Reader = SystemReader(context)
}
