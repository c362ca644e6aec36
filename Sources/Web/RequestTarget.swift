/// What a request's target was found to mean.
struct RequestTarget: Sendable {
    var route: RoutedRoute?
    var parameters = PathParameters()
    var query = Form()
}
