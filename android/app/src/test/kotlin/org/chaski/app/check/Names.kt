package org.chaski.app.check

import android.view.View
import android.widget.AdapterView
import android.widget.EditText
import android.widget.TextView
import org.chaski.app.harness.isTarget
import org.chaski.app.harness.named
import org.chaski.app.harness.shown
import org.chaski.app.harness.words

/** Targets that a screen reader cannot name: no words and no description, in them or on them. */
fun names(root: View): List<String> {
    val labelled = root.shown().filterIsInstance<TextView>().map { it.labelFor }.toSet()
    return root.shown()
        .filter { (it.isTarget() || it is EditText) && it !is AdapterView<*> }
        .filter { view -> view.shown().none { it.words().isNotEmpty() } && (view.id == View.NO_ID || view.id !in labelled) }
        .map { "${it.named()} has no words and no description" }
        .toList()
}
