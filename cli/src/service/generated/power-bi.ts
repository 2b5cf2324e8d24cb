// Types of the part of the Power BI REST API that the commands use.
// Made by cli/scripts/power-bi-types.mjs from the OpenAPI description in microsoft/PowerBI-CSharp
// (MIT licence, Copyright (c) Microsoft Corporation). Do not edit: run the script again.

export interface paths {
    "/v1.0/myorg/groups/{groupId}/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Datasets_GetDatasetsInGroup"];
        put?: never;
        post: operations["Datasets_PostDatasetInGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Datasets_GetTablesInGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/tables/{tableName}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Datasets_PostRowsInGroup"];
        delete: operations["Datasets_DeleteRowsInGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/refreshes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Datasets_GetRefreshHistoryInGroup"];
        put?: never;
        post: operations["Datasets_RefreshDatasetInGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/refreshes/{refreshId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Datasets_GetRefreshExecutionDetailsInGroup"];
        put?: never;
        post?: never;
        delete: operations["Datasets_CancelRefreshInGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/datasets/{datasetId}/executeQueries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Datasets_ExecuteQueriesInGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/reports/{reportId}/ExportTo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["Reports_ExportToFileInGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/reports/{reportId}/exports/{exportId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Reports_GetExportToFileStatusInGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/reports/{reportId}/exports/{exportId}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Reports_GetFileOfExportToFileInGroup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Scorecards_(Preview)_Get"];
        put?: never;
        post: operations["Scorecards_(Preview)_Post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Scorecards_(Preview)_GetByID"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Goals_(Preview)_Get"];
        put?: never;
        post: operations["Goals_(Preview)_Post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals({goalId})": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Goals_(Preview)_GetByID"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["Goals_(Preview)_PatchByID"];
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals({goalId})/goalValues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["GoalValues_(Preview)_Get"];
        put?: never;
        post: operations["GoalValues_(Preview)_Post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals({goalId})/goalValues({timestamp})": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["GoalValues_(Preview)_GetByID"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch: operations["GoalValues_(Preview)_PatchByID"];
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals({goalId})/goalValues({timestamp})/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["GoalNotes_(Preview)_Post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/myorg/groups/{groupId}/scorecards({scorecardId})/goals({goalId})/GetRefreshHistory()": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["Goals_(Preview)_GetRefreshHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ASMashupExpression: {
            expression: string;
        };
        Column: {
            name: string;
            dataType: string;
            formatString?: string;
            sortByColumn?: string;
            dataCategory?: string;
            isHidden?: boolean;
            summarizeBy?: string;
        };
        CreateDatasetRequest: {
            name: string;
            tables: components["schemas"]["Table"][];
            relationships?: components["schemas"]["Relationship"][];
            datasources?: components["schemas"]["Datasource"][];
            /** @enum {string} */
            defaultMode?: "AsAzure" | "AsOnPrem" | "Push" | "Streaming" | "PushStreaming";
        };
        Dataset: components["schemas"]["DatasetBaseProperties"] & components["schemas"]["DatasetNavigationProperties"] & components["schemas"]["DatasetSecurityProperties"] & components["schemas"]["DatasetUserProperties"] & components["schemas"]["DatasetMiscProperties"] & components["schemas"]["DatasetStorageMode"] & {
            queryScaleOutSettings?: components["schemas"]["DatasetQueryScaleOutSettings"];
        };
        DatasetBaseProperties: {
            id: string;
            name?: string;
            configuredBy?: string;
            /** Format: date-time */
            CreatedDate?: string;
            ContentProviderType?: string;
            description?: string;
            upstreamDataflows?: components["schemas"]["DependentDataflow"][];
        };
        DatasetExecuteQueriesError: {
            code?: string;
            message?: string;
        };
        DatasetExecuteQueriesInformationProtectionLabel: {
            id?: string;
            name?: string;
        };
        DatasetExecuteQueriesQuery: {
            query: string;
        };
        DatasetExecuteQueriesQueryResult: {
            tables?: components["schemas"]["DatasetExecuteQueriesTableResult"][];
            error?: components["schemas"]["DatasetExecuteQueriesError"];
        };
        DatasetExecuteQueriesRequest: {
            queries: components["schemas"]["DatasetExecuteQueriesQuery"][];
            serializerSettings?: components["schemas"]["DatasetExecuteQueriesSerializationSettings"];
            impersonatedUserName?: string;
        };
        DatasetExecuteQueriesResponse: {
            informationProtectionLabel?: components["schemas"]["DatasetExecuteQueriesInformationProtectionLabel"];
            results?: components["schemas"]["DatasetExecuteQueriesQueryResult"][];
            error?: components["schemas"]["DatasetExecuteQueriesError"];
        };
        DatasetExecuteQueriesRowResult: Record<string, never>;
        DatasetExecuteQueriesSerializationSettings: {
            includeNulls?: boolean;
        };
        DatasetExecuteQueriesTableResult: {
            rows?: components["schemas"]["DatasetExecuteQueriesRowResult"][];
            error?: components["schemas"]["DatasetExecuteQueriesError"];
        };
        DatasetMiscProperties: {
            addRowsAPIEnabled?: boolean;
            IsRefreshable?: boolean;
            IsInPlaceSharingEnabled?: boolean;
        };
        DatasetNavigationProperties: {
            CreateReportEmbedURL?: string;
            QnaEmbedURL?: string;
            webUrl?: string;
        };
        DatasetQueryScaleOutSettings: {
            autoSyncReadOnlyReplicas?: boolean;
            maxReadOnlyReplicas?: number;
        };
        DatasetRefreshDetail: {
            /** Format: date-time */
            startTime?: string;
            /** Format: date-time */
            endTime?: string;
            type?: components["schemas"]["DatasetRefreshDetailType"];
            /** @enum {string} */
            commitMode?: "Transactional" | "PartialBatch";
            /** @enum {string} */
            status?: "Unknown" | "Completed" | "Failed" | "Disabled";
            /** @enum {string} */
            extendedStatus?: "Unknown" | "NotStarted" | "InProgress" | "Completed" | "TimedOut" | "Failed" | "Disabled" | "Cancelled";
            currentRefreshType?: components["schemas"]["DatasetRefreshDetailType"];
            numberOfAttempts?: number;
            objects?: components["schemas"]["DatasetRefreshObjects"][];
            messages?: components["schemas"]["EngineMessage"][];
            refreshAttempts?: components["schemas"]["RefreshAttempt"][];
        };
        /** @enum {string} */
        DatasetRefreshDetailType: "Full" | "ClearValues" | "Calculate" | "DataOnly" | "Automatic" | "Defragment";
        DatasetRefreshObjects: {
            table?: string;
            partition?: string;
        };
        DatasetRefreshRequest: {
            /** @enum {string} */
            notifyOption: "NoNotification" | "MailOnFailure" | "MailOnCompletion";
            /** @enum {string} */
            type?: "Full" | "ClearValues" | "Calculate" | "DataOnly" | "Automatic" | "Defragment";
            /** @enum {string} */
            commitMode?: "Transactional" | "PartialBatch";
            maxParallelism?: number;
            retryCount?: number;
            objects?: components["schemas"]["DatasetRefreshObjects"][];
            applyRefreshPolicy?: boolean;
            /** Format: date-time */
            effectiveDate?: string;
        };
        DatasetSecurityProperties: {
            IsEffectiveIdentityRequired?: boolean;
            IsEffectiveIdentityRolesRequired?: boolean;
            IsOnPremGatewayRequired?: boolean;
            Encryption?: components["schemas"]["Encryption"];
        };
        DatasetStorageMode: {
            targetStorageMode?: string;
        };
        DatasetUser: {
            /** @enum {string} */
            datasetUserAccessRight: "None" | "Read" | "ReadWrite" | "ReadReshare" | "ReadWriteReshare" | "ReadExplore" | "ReadReshareExplore" | "ReadWriteExplore" | "ReadWriteReshareExplore";
        } & components["schemas"]["User"];
        DatasetUserProperties: {
            users?: components["schemas"]["DatasetUser"][];
        };
        Datasets: {
            "odata.context"?: string;
            value?: components["schemas"]["Dataset"][];
        };
        Datasource: {
            name?: string;
            connectionString?: string;
            datasourceType?: string;
            connectionDetails?: components["schemas"]["DatasourceConnectionDetails"];
            /** Format: uuid */
            gatewayId?: string;
            /** Format: uuid */
            datasourceId?: string;
        };
        DatasourceConnectionDetails: {
            server?: string;
            database?: string;
            url?: string;
            path?: string;
            kind?: string;
            account?: string;
            domain?: string;
            emailAddress?: string;
            loginServer?: string;
            classInfo?: string;
        };
        DependentDataflow: {
            targetDataflowId?: string;
            groupId?: string;
        };
        EffectiveIdentity: {
            username: string;
            auditableContext?: string;
            datasets?: string[];
            roles?: string[];
            customData?: string;
            identityBlob?: components["schemas"]["IdentityBlob"];
            reports?: string[];
        };
        Encryption: {
            /** @enum {string} */
            EncryptionStatus?: "Unknown" | "NotSupported" | "InSyncWithWorkspace" | "NotInSyncWithWorkspace";
        };
        EngineMessage: {
            code?: string;
            message?: string;
            /** @enum {string} */
            type?: "Error" | "Warning";
        };
        Export: {
            id?: string;
            /** Format: date-time */
            createdDateTime?: string;
            /** Format: date-time */
            lastActionDateTime?: string;
            /** Format: uuid */
            reportId?: string;
            reportName?: string;
            /** @enum {string} */
            status?: "Undefined" | "NotStarted" | "Running" | "Succeeded" | "Failed";
            /** Format: int32 */
            percentComplete?: number;
            resourceLocation?: string;
            ResourceFileExtension?: string;
            /** Format: date-time */
            expirationTime?: string;
        };
        ExportFilter: {
            filter?: string;
        };
        ExportReportPage: {
            pageName: string;
            visualName?: string;
            bookmark?: components["schemas"]["PageBookmark"];
        };
        ExportReportRequest: {
            /** @enum {string} */
            format: "PPTX" | "PDF" | "PNG" | "IMAGE" | "XLSX" | "DOCX" | "CSV" | "XML" | "MHTML" | "ACCESSIBLEPDF";
            powerBIReportConfiguration?: components["schemas"]["PowerBIReportExportConfiguration"];
            paginatedReportConfiguration?: components["schemas"]["PaginatedReportExportConfiguration"];
        };
        ExportReportSettings: {
            locale?: string;
            includeHiddenPages?: boolean;
        };
        Goal: {
            /** Format: uuid */
            id?: string;
            name?: string;
            /** Format: uuid */
            scorecardId?: string;
            /** Format: date-time */
            createdTime?: string;
            /** Format: date-time */
            lastModifiedTime?: string;
            /** Format: date-time */
            startDate?: string;
            /** Format: date-time */
            completionDate?: string;
            /** Format: uuid */
            parentId?: string;
            /** Format: int32 */
            notesCount?: number;
            valuesFormatString?: string;
            datesFormatString?: string;
            description?: string;
            hasStatusRules?: boolean;
            statusRules?: components["schemas"]["Goals.Rules.GoalRulesContainer"];
            /** @enum {string} */
            permissions?: "None" | "View" | "UpdateCurrentValue" | "UpdateTargetValue" | "UpdateNotes" | "UpdateStatus" | "UpdateValues" | "All" | "11" | "13" | "15" | "19" | "21" | "23" | "25" | "27" | "29";
            /** Format: int32 */
            level?: number;
            /** Format: int64 */
            rank?: number;
            goalValues?: components["schemas"]["GoalValue"][];
            aggregations?: components["schemas"]["GoalAggregation"][];
        };
        GoalAggregation: {
            id: string;
            /** Format: date-time */
            timestamp: string;
            /** Format: date-time */
            calculationTime: string;
            /** Format: uuid */
            scorecardId: string;
            /** Format: uuid */
            goalId: string;
            /** Format: double */
            value: number;
            valueDisplayString?: string;
            /** @enum {string} */
            type: "Value" | "Target" | "Status" | "Sparkline" | "Change";
            /** Format: date-time */
            maxLastModifiedTime: string;
        };
        GoalCreateRequest: {
            name: string;
            /** Format: date-time */
            startDate?: string;
            /** Format: date-time */
            completionDate?: string;
            parentId?: string;
            valuesFormatString?: string;
            datesFormatString?: string;
        };
        GoalNote: {
            /** Format: uuid */
            id?: string;
            /** Format: date-time */
            valueTimestamp?: string;
            /** Format: uuid */
            goalId?: string;
            /** Format: uuid */
            scorecardId?: string;
            /** Format: date-time */
            lastModifiedTime?: string;
            content?: string;
            /** Format: date-time */
            createdTime?: string;
            body?: string;
        };
        GoalNoteRequest: {
            body: string;
        };
        GoalRefreshHistories: {
            "@odata.context"?: string;
            value?: components["schemas"]["GoalRefreshHistory"][];
        };
        GoalRefreshHistory: {
            /** Format: uuid */
            goalId?: string;
            /** @enum {string} */
            connectionType?: "Current" | "Target" | "Status";
            /** @enum {string} */
            status?: "NotProcessed" | "Succeeded" | "Failed" | "UserNotFound" | "QueryExecutionError" | "QueryResultError" | "BadQueryResultMetadata" | "EmptyGoalValues" | "ConnectedDatasetDeleted" | "UserNotAuthorized" | "ModelNotFound" | "ScorecardNotFound";
            /** Format: date-time */
            timestamp?: string;
            /** Format: uuid */
            rootActivityId?: string;
            message?: string;
        };
        GoalValue: {
            /** Format: date-time */
            timestamp?: string;
            /** Format: uuid */
            goalId?: string;
            /** Format: uuid */
            scorecardId?: string;
            /** Format: date-time */
            createdTime?: string;
            /** Format: date-time */
            lastModifiedTime?: string;
            /** Format: double */
            value?: number;
            /** Format: double */
            target?: number;
            valueDisplayString?: string;
            targetDisplayString?: string;
            /** Format: int32 */
            trend?: number;
            /** Format: double */
            forecast?: number;
            /** Format: int32 */
            status?: number;
            notes?: components["schemas"]["GoalNote"][];
        };
        GoalValueCreateRequest: {
            /** Format: date-time */
            timestamp: string;
            /** Format: double */
            value?: number;
            /** Format: double */
            target?: number;
            /** Format: int32 */
            trend?: number;
            /** Format: double */
            forecast?: number;
            /** Format: int32 */
            status?: number;
        };
        GoalValues: {
            "@odata.context"?: string;
            value?: components["schemas"]["GoalValue"][];
        };
        Goals: {
            "@odata.context"?: string;
            value?: components["schemas"]["Goal"][];
        };
        "Goals.Rules.GoalRulesContainer": {
            /** Format: uuid */
            scorecardObjectId?: string;
            /** Format: uuid */
            goalObjectId?: string;
            /** Format: date-time */
            lastModifiedTime?: string;
            rules?: string;
        };
        IdentityBlob: {
            value: string;
        };
        Measure: {
            name: string;
            expression: string;
            formatString?: string;
            description?: string;
            isHidden?: boolean;
        };
        PageBookmark: {
            name?: string;
            state?: string;
        };
        PaginatedReportExportConfiguration: {
            identities?: components["schemas"]["EffectiveIdentity"][];
            formatSettings?: {
                [key: string]: string;
            };
            parameterValues?: components["schemas"]["ParameterValue"][];
        };
        ParameterValue: {
            name?: string;
            value?: string;
        };
        PostRowsRequest: {
            rows?: Record<string, never>[];
        };
        PowerBIReportExportConfiguration: {
            settings?: components["schemas"]["ExportReportSettings"];
            datasetToBind?: string;
            defaultBookmark?: components["schemas"]["PageBookmark"];
            reportLevelFilters?: components["schemas"]["ExportFilter"][];
            pages?: components["schemas"]["ExportReportPage"][];
            identities?: components["schemas"]["EffectiveIdentity"][];
        };
        /** @enum {string} */
        PrincipalType: "None" | "User" | "Group" | "App";
        Refresh: {
            /** @enum {string} */
            refreshType?: "Scheduled" | "OnDemand" | "ViaApi" | "ViaXmlaEndpoint" | "ViaEnhancedApi" | "OnDemandTraining";
            /** Format: date-time */
            startTime?: string;
            /** Format: date-time */
            endTime?: string;
            serviceExceptionJson?: string;
            status?: string;
            requestId?: string;
            refreshAttempts?: components["schemas"]["RefreshAttempt"][];
        };
        RefreshAttempt: {
            attemptId?: number;
            /** Format: date-time */
            startTime?: string;
            /** Format: date-time */
            endTime?: string;
            serviceExceptionJson?: string;
            /** @enum {string} */
            type?: "Data" | "Query";
        };
        Refreshes: {
            "odata.context"?: string;
            value?: components["schemas"]["Refresh"][];
        };
        Relationship: {
            name: string;
            /**
             * @default OneDirection
             * @enum {string}
             */
            crossFilteringBehavior: "OneDirection" | "BothDirections" | "Automatic";
            fromTable: string;
            fromColumn: string;
            toTable: string;
            toColumn: string;
        };
        Row: {
            id?: string;
        };
        Scorecard: {
            /** Format: uuid */
            id?: string;
            name?: string;
            /** Format: date-time */
            createdTime?: string;
            /** Format: date-time */
            lastModifiedTime?: string;
            /**
             * @default Initialized
             * @enum {string}
             */
            provisioningStatus: "Initialized" | "Completed" | "Failed" | "Deprovisioning" | "Deleted";
            /** Format: uuid */
            groupId?: string;
            /** Format: uuid */
            datasetId?: string;
            /** Format: uuid */
            reportId?: string;
            description?: string;
            /** @enum {string} */
            permissions?: "None" | "Read" | "Write" | "ReadWrite";
            columnSettings?: components["schemas"]["ScorecardColumnSetting"][];
            goals?: components["schemas"]["Goal"][];
        };
        ScorecardColumnSetting: {
            /**
             * Format: int32
             * @enum {string}
             */
            columnId: "0" | "1" | "2" | "3" | "4" | "5" | "6";
            show: boolean;
        };
        ScorecardCreateRequest: {
            name: string;
            description?: string;
            /** Format: uuid */
            sensitivityLabelId?: string;
        };
        Scorecards: {
            "@odata.context"?: string;
            "@odata.count"?: number;
            "@odata.nextLink"?: string;
            value?: components["schemas"]["Scorecard"][];
        };
        ServicePrincipalProfile: {
            /** Format: uuid */
            id: string;
            displayName?: string;
        };
        Table: {
            name: string;
            columns: components["schemas"]["Column"][];
            rows?: components["schemas"]["Row"][];
            measures?: components["schemas"]["Measure"][];
            isHidden?: boolean;
            description?: string;
            source?: components["schemas"]["ASMashupExpression"][];
        };
        Tables: {
            "odata.context"?: string;
            value?: components["schemas"]["Table"][];
        };
        User: {
            emailAddress?: string;
            displayName?: string;
            identifier: string;
            graphId?: string;
            userType?: string;
            principalType: components["schemas"]["PrincipalType"];
            profile?: components["schemas"]["ServicePrincipalProfile"];
        };
    };
    responses: never;
    parameters: {
        GoalIdParameter: string;
        GoalValueTimestampParameter: string;
        GroupIdParameter: string;
        ScorecardIdParameter: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    Datasets_GetDatasetsInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Datasets"];
                };
            };
        };
    };
    Datasets_PostDatasetInGroup: {
        parameters: {
            query?: {
                defaultRetentionPolicy?: "None" | "basicFIFO";
            };
            header?: never;
            path: {
                groupId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateDatasetRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dataset"];
                };
            };
        };
    };
    Datasets_GetTablesInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tables"];
                };
            };
        };
    };
    Datasets_PostRowsInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
                tableName: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostRowsRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Datasets_DeleteRowsInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
                tableName: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Datasets_GetRefreshHistoryInGroup: {
        parameters: {
            query?: {
                $top?: number;
            };
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refreshes"];
                };
            };
        };
    };
    Datasets_RefreshDatasetInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DatasetRefreshRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    Location?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Datasets_GetRefreshExecutionDetailsInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
                refreshId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetRefreshDetail"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetRefreshDetail"];
                };
            };
        };
    };
    Datasets_CancelRefreshInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
                refreshId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    Datasets_ExecuteQueriesInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                datasetId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetExecuteQueriesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetExecuteQueriesResponse"];
                };
            };
        };
    };
    Reports_ExportToFileInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                reportId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportReportRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    Reports_GetExportToFileStatusInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                reportId: string;
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    Reports_GetFileOfExportToFileInGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: string;
                reportId: string;
                exportId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
        };
    };
    "Scorecards_(Preview)_Get": {
        parameters: {
            query?: {
                $top?: number;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecards"];
                };
            };
        };
    };
    "Scorecards_(Preview)_Post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScorecardCreateRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
        };
    };
    "Scorecards_(Preview)_GetByID": {
        parameters: {
            query?: {
                $expand?: string;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scorecard"];
                };
            };
        };
    };
    "Goals_(Preview)_Get": {
        parameters: {
            query?: {
                $expand?: string;
                $select?: string;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goals"];
                };
            };
        };
    };
    "Goals_(Preview)_Post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalCreateRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
        };
    };
    "Goals_(Preview)_GetByID": {
        parameters: {
            query?: {
                expand?: string;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
        };
    };
    "Goals_(Preview)_PatchByID": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Goal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Goal"];
                };
            };
        };
    };
    "GoalValues_(Preview)_Get": {
        parameters: {
            query?: {
                $expand?: string;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalValues"];
                };
            };
        };
    };
    "GoalValues_(Preview)_Post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalValueCreateRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalValue"];
                };
            };
        };
    };
    "GoalValues_(Preview)_GetByID": {
        parameters: {
            query?: {
                $expand?: string;
            };
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
                timestamp: components["parameters"]["GoalValueTimestampParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalValue"];
                };
            };
        };
    };
    "GoalValues_(Preview)_PatchByID": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
                timestamp: components["parameters"]["GoalValueTimestampParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalValue"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalValue"];
                };
            };
        };
    };
    "GoalNotes_(Preview)_Post": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
                timestamp: components["parameters"]["GoalValueTimestampParameter"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GoalNoteRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalNote"];
                };
            };
        };
    };
    "Goals_(Preview)_GetRefreshHistory": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                groupId: components["parameters"]["GroupIdParameter"];
                scorecardId: components["parameters"]["ScorecardIdParameter"];
                goalId: components["parameters"]["GoalIdParameter"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GoalRefreshHistories"];
                };
            };
        };
    };
}
