package org.chaski.app.session

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import org.chaski.core.Connectivity
import org.chaski.core.Line

/** The phone's line as the system tells it. */
class SystemLine(context: Context) : Connectivity {
    private val system = context.getSystemService(ConnectivityManager::class.java)

    override fun line(): Line {
        val can = system.activeNetwork?.let(system::getNetworkCapabilities) ?: return Line.NONE
        return when {
            !can.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> Line.NONE
            can.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED) -> Line.FREE
            else -> Line.METERED
        }
    }
}
