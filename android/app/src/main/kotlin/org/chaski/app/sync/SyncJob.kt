package org.chaski.app.sync

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.os.Build
import android.os.Handler
import android.os.Looper
import org.chaski.app.ChaskiApp
import org.chaski.app.session.Choices
import org.chaski.app.work.Work

/**
 * Delivers when the system says that it is a good time: a line over which she lets it go by itself, a battery that is not low. It takes a slice at most;
 * what is left is for the next time. It has a key only while a phone is open, also behind the lock. Where none is, because she locked it or the process
 * is new, it asks for nothing and is not planned again: unlocking delivers, and plans it.
 */
class SyncJob : JobService() {
    private val main = Handler(Looper.getMainLooper())

    override fun onStartJob(job: JobParameters): Boolean {
        val session = (application as ChaskiApp).session
        if (session.phone == null) {
            Work.background.execute { scheduler(this).cancel(ROUND) }
            return false
        }
        main.postDelayed({ session.delivery.stop() }, session.choices.rules.syncSliceS.toLong() * 1000)
        session.delivery.start(session.delivery.byItself, quiet = true) { wentWell ->
            main.removeCallbacksAndMessages(null)
            if (wentWell) session.phone?.let { Notices.tell(this, it, session.choices.spoken) }
            // In the order in which it came, where it was over before this returned.
            Work.ui.execute { jobFinished(job, !wentWell) }
        }
        return true
    }

    override fun onStopJob(job: JobParameters): Boolean {
        main.removeCallbacksAndMessages(null)
        (application as ChaskiApp).session.delivery.stop()
        return true
    }

    companion object {
        const val ROUND = 1

        /** In the background. The same is not planned twice: its time would begin anew. */
        fun plan(context: Context, choices: Choices) {
            val job = JobInfo.Builder(ROUND, ComponentName(context, SyncJob::class.java))
                .setRequiredNetworkType(if (choices.paysForLine) JobInfo.NETWORK_TYPE_ANY else JobInfo.NETWORK_TYPE_UNMETERED)
                .setPeriodic(choices.rules.syncEveryS.toLong() * 1000)
                .setBackoffCriteria(choices.rules.syncBackOffS.toLong() * 1000, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
            if (Build.VERSION.SDK_INT >= 26) job.setRequiresBatteryNotLow(true)
            val planned = job.build()
            if (scheduler(context).allPendingJobs.none { it == planned }) scheduler(context).schedule(planned)
        }

        private fun scheduler(context: Context) = context.getSystemService(JobScheduler::class.java)
    }
}
