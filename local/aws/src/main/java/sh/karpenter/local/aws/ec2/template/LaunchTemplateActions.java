package sh.karpenter.local.aws.ec2.template;

import java.util.Map;
import java.util.stream.IntStream;
import sh.karpenter.local.aws.ec2.tag.Filters;
import sh.karpenter.local.aws.ec2.tag.Tags;
import sh.karpenter.local.aws.wire.AwsFault;
import sh.karpenter.local.aws.wire.Page;
import sh.karpenter.local.aws.wire.Parameters;
import sh.karpenter.local.aws.wire.QueryAction;
import sh.karpenter.local.aws.wire.Xml;

/// CreateLaunchTemplate, CreateLaunchTemplateVersion, DescribeLaunchTemplates, DescribeLaunchTemplateVersions and
/// DeleteLaunchTemplate.
public final class LaunchTemplateActions {
    private final LaunchTemplates templates;
    private final Tags tags;
    private final Filters<LaunchTemplate> filters;

    public LaunchTemplateActions(LaunchTemplates templates, Tags tags) {
        this.templates = templates;
        this.tags = tags;
        filters = Filters.<LaunchTemplate>of()
                .field("launch-template-name", LaunchTemplate::name)
                .field("create-time", LaunchTemplate::created)
                .tags(template -> tags.of(template.id()))
                .build();
    }

    /// The actions by name.
    public Map<String, QueryAction> actions() {
        return Map.of(
                "CreateLaunchTemplate", this::create,
                "CreateLaunchTemplateVersion", this::createVersion,
                "DescribeLaunchTemplates", this::describe,
                "DescribeLaunchTemplateVersions", this::describeVersions,
                "DeleteLaunchTemplate", this::delete);
    }

    private void create(Parameters request, Xml answer) {
        var name = request.required("LaunchTemplateName");
        var data = new LaunchData(request.group("LaunchTemplateData"));
        if (data.parameters().isEmpty()) {
            throw AwsFault.missing("LaunchTemplateData");
        }
        if (request.flag("DryRun")) {
            templates.check(name, data);
            throw AwsFault.dryRun();
        }
        var template = templates.create(name, data);
        tags.put(template.id(), Tags.specified(request.list("TagSpecification"), "launch-template"));
        answer.group("launchTemplate", item -> write(item, template));
    }

    private void createVersion(Parameters request, Xml answer) {
        var template = templates.named(request);
        var source = request.text("SourceVersion");
        var base = source == null
                ? new LaunchData(Parameters.NONE)
                : template.versions().get(LaunchTemplates.version(template, source) - 1);
        var changed = templates.addVersion(template, base.overlaid(request.group("LaunchTemplateData")));
        answer.group("launchTemplateVersion", item -> writeVersion(item, changed, changed.latestVersion()));
    }

    private void describe(Parameters request, Xml answer) {
        var ids = request.texts("LaunchTemplateId");
        var names = request.texts("LaunchTemplateName");
        for (var id : ids) {
            if (templates.byId(id) == null) {
                throw AwsFault.client(
                        "InvalidLaunchTemplateId.NotFound",
                        "The specified launch template, with template ID " + id + ", does not exist.");
            }
        }
        for (var name : names) {
            if (templates.byName(name) == null) {
                throw AwsFault.client(
                        "InvalidLaunchTemplateName.NotFoundException",
                        "At least one of the launch templates specified in the request does not exist.");
            }
        }
        var selected = filters.select(templates.all(), request);
        selected.removeIf(template -> !ids.isEmpty() && !ids.contains(template.id()));
        selected.removeIf(template -> !names.isEmpty() && !names.contains(template.name()));
        var page = Page.of(selected, LaunchTemplate::id, request.integer("MaxResults"), request.text("NextToken"));
        answer.items("launchTemplates", page.items(), this::write).text("nextToken", page.next());
    }

    private void describeVersions(Parameters request, Xml answer) {
        var template = templates.named(request);
        var wanted = request.texts("LaunchTemplateVersion");
        var numbers = wanted.isEmpty()
                ? IntStream.rangeClosed(1, template.latestVersion()).boxed().toList()
                : wanted.stream()
                        .map(version -> LaunchTemplates.version(template, version))
                        .toList();
        answer.items("launchTemplateVersionSet", numbers, (item, number) -> writeVersion(item, template, number));
    }

    private void delete(Parameters request, Xml answer) {
        var template = templates.named(request);
        answer.group("launchTemplate", item -> write(item, template));
        templates.delete(template);
        tags.forget(template.id());
    }

    private void write(Xml item, LaunchTemplate template) {
        item.text("launchTemplateId", template.id())
                .text("launchTemplateName", template.name())
                .text("createTime", template.created())
                .text("createdBy", template.createdBy())
                .text("defaultVersionNumber", template.defaultVersion())
                .text("latestVersionNumber", template.latestVersion());
        tags.write(item, template.id());
    }

    private void writeVersion(Xml item, LaunchTemplate template, int number) {
        item.text("launchTemplateId", template.id())
                .text("launchTemplateName", template.name())
                .text("versionNumber", number)
                .text("createTime", template.created())
                .text("createdBy", template.createdBy())
                .text("defaultVersion", number == template.defaultVersion())
                .group(
                        "launchTemplateData",
                        data -> LaunchDataXml.write(
                                data, template.versions().get(number - 1).parameters()));
    }
}
