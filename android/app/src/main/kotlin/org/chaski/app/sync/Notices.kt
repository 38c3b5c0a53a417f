package org.chaski.app.sync

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.os.Build
import org.chaski.app.MainActivity
import org.chaski.app.R
import org.chaski.app.look.Icons
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.ChaskiException
import org.chaski.core.Phone

/** The one notification: that there is something for her to do. It names nobody, and a lock screen shows nothing of it. */
object Notices {
    private const val CHANNEL = "notices"
    private const val ONE = 1

    /** In the background: she is here, and sees it herself. */
    fun clear(context: Context) = context.getSystemService(NotificationManager::class.java).cancel(ONE)

    /** In the background. */
    fun tell(context: Context, phone: Phone, language: String) {
        val count = try {
            phone.noticesCount().toLong()
        } catch (_: ChaskiException.Failed) {
            return
        } catch (_: IllegalStateException) {
            return
        }
        val manager = context.getSystemService(NotificationManager::class.java)
        if (count == 0L) return manager.cancel(ONE)
        if (Build.VERSION.SDK_INT >= 26) {
            val name = context.getString(R.string.notices_channel)
            val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_LOW)
            channel.description = context.getString(R.string.notices_channel_says)
            channel.lockscreenVisibility = Notification.VISIBILITY_SECRET
            manager.createNotificationChannel(channel)
        }
        @Suppress("DEPRECATION")
        val builder = if (Build.VERSION.SDK_INT >= 26) Notification.Builder(context, CHANNEL) else Notification.Builder(context)
        val opens = Intent(context, MainActivity::class.java).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK)
        val notice = builder
            .setSmallIcon(Icons.id(context, "inbox").takeIf { it != 0 } ?: android.R.drawable.stat_notify_more)
            .setContentTitle(Wording.counted(language, Word.NOTICES_COUNT, count).text)
            .setContentIntent(PendingIntent.getActivity(context, ONE, opens, PendingIntent.FLAG_IMMUTABLE))
            .setVisibility(Notification.VISIBILITY_SECRET)
            .setOnlyAlertOnce(true)
            .setAutoCancel(true)
            .build()
        manager.notify(ONE, notice)
    }
}
