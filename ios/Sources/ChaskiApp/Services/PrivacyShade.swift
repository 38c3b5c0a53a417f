import ChaskiLook
import SwiftUI

/// Lies over the app while it is not in front: the system's list of apps shows no family.
struct PrivacyShade: View {
    let palette: Palette

    var body: some View {
        ZStack {
            Color(palette.ground)
            Picture("community_healthworker", size: 96).foregroundStyle(Color(palette.ink2))
        }
        .ignoresSafeArea()
        .accessibilityHidden(true)
    }
}
