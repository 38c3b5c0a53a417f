import ChaskiCore

/// The page that a chart is laid out for, in points, with letters of this size (1: as they are).
struct Room: Equatable, Sendable {
    let width: Double
    let height: Double
    let letters: Double

    func style(lastYearOnly: Bool) -> ChartStyle {
        chartStyle(pageWidth: width, pageHeight: height, letters: letters, lastYearOnly: lastYearOnly)
    }
}
