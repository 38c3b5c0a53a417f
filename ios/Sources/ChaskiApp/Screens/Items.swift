import ChaskiCore

/// What stands below each other on a screen, one after the other.
enum Item {
    case fallsBack(Sentence)
    case band(Row)
    case heading(Sentence)
    case says(Sentence)
    case chart(ChartOf)
    case line(Row)
    case asked(Input)
    case extra(ChaskiCore.Button)
    case extras([ChaskiCore.Button])

    var isAsked: Bool {
        if case .asked = self { return true }
        return false
    }

    /// `narrows` says that its buttons narrow its list, which may be long: they stand above it then. `more` are rows that were read on, behind the others.
    static func of(_ screen: ScreenView, more: [Row] = [], narrows: Bool = false) -> [Item] {
        var items: [Item] = []
        if let says = screen.fallsBack { items.append(.fallsBack(says)) }
        items += screen.bands.map(Item.band)
        if narrows, !screen.buttons.isEmpty { items.append(.extras(screen.buttons)) }
        items += screen.groups.flatMap(of) + more.map(Item.line)
        if let empty = screen.empty { items.append(.says(empty)) }
        if !narrows { items += screen.buttons.map(Item.extra) }
        return items
    }

    private static func of(_ group: ChaskiCore.Group) -> [Item] {
        var items: [Item] = []
        if let heading = group.heading { items.append(.heading(heading)) }
        items += group.says.map(Item.says)
        if let chart = group.chart { items.append(.chart(chart)) }
        return items + group.rows.map(Item.line) + group.inputs.map(Item.asked)
    }
}
