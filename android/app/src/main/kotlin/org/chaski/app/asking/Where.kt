package org.chaski.app.asking

import android.Manifest
import android.annotation.SuppressLint
import android.content.Context
import android.location.Location
import android.location.LocationListener
import android.location.LocationManager
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import org.chaski.core.Fix

/** Where the phone is, asked once of the system: the best that it knows after a while, or nothing. It never blocks anything. */
class Where(private val asking: Asking) {
    private val manager = asking.home.look.context.getSystemService(Context.LOCATION_SERVICE) as LocationManager
    private val rules = asking.home.session.choices.rules
    private val main = Handler(Looper.getMainLooper())
    private var listener: LocationListener? = null
    private var best: Location? = null

    init {
        asking.atEnd(::stop)
    }

    /** `then` has what was found, null where nothing was: not allowed, switched off, or no sky. */
    fun look(then: (Fix?) -> Unit) = asking.allowed(Manifest.permission.ACCESS_FINE_LOCATION) { begin(then) }

    @SuppressLint("MissingPermission")
    private fun begin(then: (Fix?) -> Unit) {
        stop()
        val isAllowed = asking.home.isAllowed(Manifest.permission.ACCESS_FINE_LOCATION)
        val providers = if (isAllowed) manager.getProviders(true).filter { it != LocationManager.PASSIVE_PROVIDER } else emptyList()
        if (providers.isEmpty()) return then(null)
        best = null
        val here = object : LocationListener {
            override fun onLocationChanged(location: Location) {
                if (best.let { it == null || location.accuracy < it.accuracy }) best = location
                if (location.hasAccuracy() && location.accuracy <= rules.fixGoodM) finish(then)
            }

            @Deprecated("Deprecated in Java")
            override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) {}

            override fun onProviderEnabled(provider: String) {}

            override fun onProviderDisabled(provider: String) {}
        }
        listener = here
        providers.forEach { manager.requestLocationUpdates(it, 0L, 0f, here, Looper.getMainLooper()) }
        main.postDelayed({ if (listener === here) finish(then) }, rules.fixLongestS.toLong() * 1000)
    }

    /** She does not want to wait any longer: the best so far. */
    fun enough(then: (Fix?) -> Unit) = finish(then)

    private fun finish(then: (Fix?) -> Unit) {
        stop()
        then(best?.let { Fix(it.latitude, it.longitude, it.altitude.takeIf { _ -> it.hasAltitude() }, it.accuracy.toDouble()) })
    }

    private fun stop() {
        listener?.let(manager::removeUpdates)
        listener = null
    }
}
